#include "loadtest/store/run_filter.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

constexpr std::int64_t kNow = 1'769'860'800;  // 2026-01-31T12:00:00Z

Value value_in(const char* text) {
  const auto condition = parse_condition(text, kNow);
  REQUIRE_MESSAGE(condition.ok(), (condition ? "" : condition.error().message));
  return condition->value;
}

std::string problem_of(const char* text) {
  const auto condition = parse_condition(text, kNow);
  REQUIRE_FALSE(condition.ok());
  return condition.error().message;
}

}  // namespace

TEST_CASE("a condition is a column, an operator and a value in the column's unit") {
  const auto condition = parse_condition(" ttft_p99 >= 0.5s ", kNow);
  REQUIRE(condition.ok());
  CHECK(condition->column->name == "ttft_p99");
  CHECK(condition->relation == Relation::greater_or_equal);
  CHECK(condition->value == Value(500.0));
  CHECK(value_in("e2e_p50<20") == Value(20.0));
  CHECK(value_in("error_rate>1%") == Value(0.01));
  CHECK(value_in("requests!=10") == Value(std::int64_t{10}));
  CHECK(value_in("model=a=b<c") == Value(std::string("a=b<c")));
}

TEST_CASE("moments are days, times of day, or how long ago") {
  CHECK(*parse_moment("2026-01-31", kNow) == kNow - 12 * 3600);
  CHECK(*parse_moment("2026-01-31T12:00:00Z", 0) == kNow);
  CHECK(*parse_moment("30d", kNow) == kNow - 30 * 86400);
  CHECK(*parse_moment("12h", kNow) == kNow - 12 * 3600);
  CHECK(*parse_moment("90s", kNow) == kNow - 90);
  for (const char* text : {"", "yesterday", "2026-02-30", "2026-13-01", "2026-01-31T25:00:00Z", "2026-01-31 ", "30",
                           "1hd", "-3d", "99999999999999d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_moment(text, kNow).ok());
  }
}

TEST_CASE("bad conditions say what is allowed") {
  CHECK(problem_of("ttft_p99").find("COLUMN OPERATOR VALUE") != std::string::npos);
  CHECK(problem_of("nope>1").find("names no column; allowed: id, benchmark_run_id") != std::string::npos);
  CHECK(problem_of("document=x").find("names no column") != std::string::npos);
  CHECK(problem_of("model>a").find("allowed: = and !=") != std::string::npos);
  CHECK(problem_of("rps>fast").find("does not fit") != std::string::npos);
  CHECK(problem_of("requests>1.5").find("not a whole number") != std::string::npos);
  CHECK(problem_of("rps!5").find("no operator") != std::string::npos);
}
