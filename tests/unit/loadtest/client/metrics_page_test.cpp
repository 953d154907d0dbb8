#include "loadtest/client/metrics_page.h"

#include <doctest/doctest.h>

using namespace oaisim::loadtest;

namespace {

constexpr const char* kPage = R"(# HELP aoai_api_simulator_latency_full_seconds Time
# TYPE aoai_api_simulator_latency_full_seconds histogram
aoai_api_simulator_latency_full_seconds_bucket{deployment="d",status_code="200",le="0.1"} 4
aoai_api_simulator_latency_full_seconds_sum{deployment="d",status_code="200"} 2.5
aoai_api_simulator_latency_full_seconds_count{deployment="d",status_code="200"} 4
aoai_api_simulator_latency_full_seconds_count{status_code="429",deployment="d"} 3
aoai_api_simulator_latency_full_seconds_count{deployment="other",status_code="200"} 99
aoai_api_simulator_latency_base_seconds_sum{deployment="d",status_code="200"} 1e-3
aoai_api_simulator_tokens_rate_limit{deployment="d"} 400
aoai_api_simulator_tokens_rate_limit_total{deployment="e"} 7 1700000000
aoai_api_simulator_limits{deployment="d",limit_type="requests"} 2
aoai_api_simulator_limits{deployment="d",limit_type="tokens"} 1
aoai_api_simulator_limits{deployment="d",limit_type="tokens"
process_cpu_seconds_total 5
)";

}  // namespace

TEST_CASE("a deployment's samples are found among the others") {
  const auto counts = parse_metrics(kPage, "d");
  CHECK(counts.requests() == 7);
  CHECK(counts.requests_with(200) == 4);
  CHECK(counts.requests_with(429) == 3);
  CHECK(counts.requests_with(500) == 0);
  CHECK(counts.by_status.at(200).full_seconds == 2.5);
  CHECK(counts.by_status.at(200).base_seconds == 0.001);
  CHECK(counts.limiter_tokens == 400);
  CHECK(counts.limited_for_requests == 2);
  CHECK(counts.limited_for_tokens == 1);
}

TEST_CASE("counters may end in _total and samples in a time") { CHECK(parse_metrics(kPage, "e").limiter_tokens == 7); }

TEST_CASE("the difference of two readings is what happened between them") {
  const auto before = parse_metrics(kPage, "d");
  auto after = before;
  after.by_status[200].count += 10;
  after.by_status[500].count += 1;
  after.limiter_tokens += 20;
  const auto between = after.since(before);
  CHECK(between.requests_with(200) == 10);
  CHECK(between.requests_with(429) == 0);
  CHECK(between.requests_with(500) == 1);
  CHECK(between.limiter_tokens == 20);
}

TEST_CASE("a server that is not there is named") {
  const auto counts = fetch_metrics(
      *make_target({.url = "http://127.0.0.1:1", .model = "m", .deployment = "", .api_version = "", .key = ""}),
      oaisim::SystemClock());
  REQUIRE_FALSE(counts.ok());
  CHECK(counts.error().message.find("http://127.0.0.1:1/metrics") != std::string::npos);
}
