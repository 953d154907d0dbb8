#include "loadtest/results/threshold_values.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::optional<double> value(const RunResult& result, const std::string& expression) {
  const auto threshold = parse_threshold(expression);
  REQUIRE(threshold.ok());
  return value_of(result, *threshold);
}

}  // namespace

TEST_CASE("thresholds compare what was measured, and fail when nothing was") {
  auto result = with_e2e(50'000'000);
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::rate_limited)] = 10;
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::success)] = 90;
  result.steady.successes_per_second = 9;
  for (const char* text :
       {"e2e_p99>49ms", "e2e_p99>51ms", "rate_429>=10%", "error_rate>0.2", "rps<10", "ttft_p50>1h"}) {
    result.plan.output.thresholds.push_back(*parse_threshold(text));
  }
  result.thresholds = check_thresholds(result);
  std::vector<bool> failed;
  for (const auto& outcome : result.thresholds) failed.push_back(outcome.failed);
  CHECK(failed == std::vector<bool>{true, false, true, false, true, true});
  CHECK_FALSE(result.thresholds.back().has_value);
  CHECK(result.failed());
}

TEST_CASE("every kind of figure has its value in its unit") {
  const auto result = sample_result();
  CHECK(value(result, "input_tokens_mean>1") == 9);
  CHECK(value(result, "output_tokens_max>1") == 59);
  CHECK(*value(result, "user_tokens_per_second_median>1") == doctest::Approx(50.5).epsilon(0.001));
  CHECK(*value(result, "goodput_rate<1") == doctest::Approx(950.0 / 1012));
  CHECK(value(result, "goodput<1") == 17.3);
  CHECK(*value(result, "e2e_stddev>1s") == doctest::Approx(346.4e6).epsilon(0.001));
  CHECK(value(result, "stall_min>1s") == 40'010'000);
  CHECK(value(result, "first_byte_intended_max>1s") == 501'000'000);
}

TEST_CASE("a stage and a level have their own figures, and one that is not there has none") {
  const auto result = sample_result();
  CHECK(*value(result, "stage[peak].e2e_max>1s") == 2'800'000'000);
  CHECK(*value(result, "stage[ramp].e2e_intended_max>1s") == 2'001'000'000);
  CHECK(*value(result, "level[5-8].rps<1") == doctest::Approx(17.9));
  CHECK(*value(result, "level[20].rate_429>1%") == doctest::Approx(2.0 / 364));
  CHECK(*value(result, "level[20].tokens_per_second<1") == doctest::Approx(905));
  CHECK_FALSE(value(result, "stage[off].e2e_max>1s"));
  CHECK_FALSE(value(result, "level[off].rps<1"));
}

TEST_CASE("goodput without SLOs was not measured") { CHECK_FALSE(value(RunResult{}, "goodput<1")); }
