#include "loadtest/plan/threshold.h"

#include <doctest/doctest.h>

using namespace oaisim::loadtest;

TEST_CASE("a latency threshold names its metric, beginning, statistic and value") {
  const auto threshold = parse_threshold(" e2e_intended_p99.9 >= 1.5s ");
  REQUIRE(threshold.ok());
  CHECK(threshold->metric == "e2e");
  CHECK(threshold->intended);
  CHECK(threshold->percentile == 99.9);
  CHECK(threshold->value == 1.5e9);
  CHECK(threshold->comparison == ThresholdOperator::greater_or_equal);
  CHECK(threshold->text == "e2e_intended_p99.9 >= 1.5s");
}

TEST_CASE("every operator fails the run exactly when it holds") {
  struct Case {
    const char* text;
    bool below, equal, above;
  };
  for (const auto& c : {Case{"ttft_p50>1us", false, false, true}, Case{"ttft_p50>=1us", false, true, true},
                        Case{"ttft_p50<1us", true, false, false}, Case{"ttft_p50<=1us", true, true, false}}) {
    const auto threshold = parse_threshold(c.text);
    REQUIRE(threshold.ok());
    CHECK(threshold->holds_for(999) == c.below);
    CHECK(threshold->holds_for(1000) == c.equal);
    CHECK(threshold->holds_for(1001) == c.above);
  }
}

TEST_CASE("rates may be given as a share or in per cent") {
  CHECK(parse_threshold("error_rate>1%")->value == doctest::Approx(0.01));
  CHECK(parse_threshold("rate_429>0.25")->value == doctest::Approx(0.25));
  CHECK(parse_threshold("rps<100")->value == 100);
  CHECK(parse_threshold("tokens_per_second<1e3")->value == 1000);
}

TEST_CASE("every metric of the help is understood") {
  for (const char* metric :
       {"ttft", "tpot", "icl", "stall", "e2e", "first_byte", "ttft_intended", "e2e_intended", "first_byte_intended"}) {
    for (const char* statistic :
         {"p50", "p75", "p90", "p95", "p99", "p99.9", "mean", "median", "stddev", "max", "min"}) {
      CHECK(parse_threshold(std::string(metric) + "_" + statistic + ">5ms").ok());
    }
  }
}

TEST_CASE("figures that are no latencies have a statistic and a plain number") {
  for (const char* text : {"input_tokens_mean>100", "output_tokens_p95<10", "user_tokens_per_second_median<20"}) {
    CAPTURE(text);
    const auto threshold = parse_threshold(text);
    REQUIRE(threshold.ok());
    CHECK_FALSE(threshold->is_latency());
    CHECK_FALSE(threshold->statistic.empty());
  }
  CHECK(parse_threshold("user_tokens_per_second_median<20")->percentile == 50);
  CHECK(parse_threshold("goodput<100")->value == 100);
  CHECK(parse_threshold("goodput_rate<95%")->value == doctest::Approx(0.95));
}

TEST_CASE("a threshold may be about a stage or a level") {
  const auto stage = parse_threshold("stage[to 5>4 rps].ttft_p99>2s");
  REQUIRE(stage.ok());
  CHECK(stage->part == ThresholdPart::stage);
  CHECK(stage->part_name == "to 5>4 rps");
  CHECK(stage->metric == "ttft");
  const auto level = parse_threshold("level[9-16].error_rate>1%");
  REQUIRE(level.ok());
  CHECK(level->part == ThresholdPart::level);
  CHECK(level->part_name == "9-16");
}

TEST_CASE("a bad expression says what is wrong and what is allowed") {
  for (const char* text : {"",
                           "ttft_p99",
                           "ttft_p99=5ms",
                           "foo_p99>5ms",
                           "ttft>5ms",
                           "ttft_p101>5ms",
                           "ttft_px>5ms",
                           "ttft_p99>5",
                           "ttft_p99>",
                           "ttft_p99>5%",
                           "ttft_p99>-5ms",
                           "error_rate>150%",
                           "error_rate>5ms",
                           "rps>5%",
                           "rps_p99>5ms",
                           "icl_intended_p99>5ms",
                           ">5ms",
                           "ttft_p99>>5ms",
                           "input_tokens>5",
                           "input_tokens_p50>5ms",
                           "goodput>5%",
                           "goodput_p50>5",
                           "stage[].ttft_p50>1s",
                           "stage[a]ttft_p50>1s",
                           "stage[a].goodput>1",
                           "stage[a].first_byte_p50>1s",
                           "step[a].ttft_p50>1s"}) {
    const auto threshold = parse_threshold(text);
    CAPTURE(text);
    REQUIRE_FALSE(threshold.ok());
    CHECK(threshold.error().message.find("allowed: METRIC OPERATOR VALUE") != std::string::npos);
  }
}
