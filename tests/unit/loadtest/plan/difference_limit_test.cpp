#include "loadtest/plan/difference_limit.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::string problem_of(std::string_view text) {
  const auto limit = parse_difference_limit(text);
  return limit ? "" : limit.error().message;
}

}  // namespace

TEST_CASE("a limit of a difference is relative or in the metric's unit") {
  const auto relative = parse_difference_limit(" ttft_p99 > +10% ");
  REQUIRE(relative.ok());
  CHECK(relative->text == "ttft_p99 > +10%");
  CHECK(relative->metric.metric == "ttft");
  CHECK(relative->metric.percentile == 99);
  CHECK(relative->is_upper);
  CHECK(relative->is_relative);
  CHECK(relative->value == doctest::Approx(0.1));

  const auto absolute = parse_difference_limit("e2e_intended_p50<-50ms");
  REQUIRE(absolute.ok());
  CHECK(absolute->metric.intended);
  CHECK_FALSE(absolute->is_upper);
  CHECK_FALSE(absolute->is_relative);
  CHECK(absolute->value == -50e6);

  CHECK(parse_difference_limit("error_rate>+0.5pp")->value == doctest::Approx(0.005));
  CHECK_FALSE(parse_difference_limit("error_rate>+0.5pp")->is_relative);
  CHECK(parse_difference_limit("error_rate>+5%")->is_relative);
  CHECK(parse_difference_limit("rps<-5%")->value == doctest::Approx(-0.05));
  CHECK(parse_difference_limit("rps<-5")->value == -5);
  CHECK(parse_difference_limit("stage[a>b].ttft_p99>+10%")->metric.part_name == "a>b");
}

TEST_CASE("a limit that is none says what is wrong and what is allowed") {
  CHECK(problem_of("ttft_p99").find("has no operator") != std::string::npos);
  CHECK(problem_of("ttft_p99>10%").find("has no sign") != std::string::npos);
  CHECK(problem_of("ttft_p99>+10").find("does not fit the metric") != std::string::npos);
  CHECK(problem_of("ttft_p99>+").find("does not fit the metric") != std::string::npos);
  CHECK(problem_of("ttft_p99>+-5%").find("does not fit the metric") != std::string::npos);
  CHECK(problem_of("rps>+1pp").find("does not fit the metric") != std::string::npos);
  CHECK(problem_of("speed>+10%").find("names no known metric") != std::string::npos);
  CHECK(problem_of("ttft_max>+10%").find("is an extreme") != std::string::npos);
  CHECK(problem_of("stage[x].rps>+10%").find("whole runs only") != std::string::npos);
  CHECK(problem_of("ttft_p99>10%").find("'ttft_p99>+10%'") != std::string::npos);
}
