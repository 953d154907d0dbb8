#include "loadtest/plan/slo.h"

#include <doctest/doctest.h>

using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("an SLO names its metric, beginning and limit") {
  const auto slo = parse_slo(" ttft_intended <= 1.5s ");
  REQUIRE(slo.ok());
  CHECK(slo->metric == SloMetric::ttft);
  CHECK(slo->intended);
  CHECK(slo->limit == 1500ms);
  CHECK(slo->text == "ttft_intended <= 1.5s");
  CHECK(slo->is_met_by(1500ms));
  CHECK_FALSE(slo->is_met_by(1501ms));
  CHECK_FALSE(parse_slo("e2e<1s")->is_met_by(1s));
}

TEST_CASE("every metric of the help is understood") {
  for (const char* metric : {"ttft", "e2e", "ttft_intended", "e2e_intended", "tpot", "stall"}) {
    CHECK(parse_slo(std::string(metric) + "<5ms").ok());
  }
}

TEST_CASE("a bad SLO says what is wrong and what is allowed") {
  for (const char* text : {"", "ttft", "ttft<", "ttft<5", "ttft<5%", "ttft>5ms", "ttft_p99<5ms", "tpot_intended<5ms",
                           "<5ms", "ttft<<5ms", "ttft=5ms"}) {
    CAPTURE(text);
    const auto slo = parse_slo(text);
    REQUIRE_FALSE(slo.ok());
    CHECK(slo.error().message.find("allowed: METRIC<DURATION") != std::string::npos);
  }
}
