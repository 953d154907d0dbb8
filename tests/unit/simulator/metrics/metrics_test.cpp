#include "simulator/metrics/metrics.h"

#include <doctest/doctest.h>

#include <thread>

using namespace oaisim;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("what threads counted is added up when scraped, under the reference's names") {
  Metrics metrics(2);
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) metrics.shard(1).request(0, 200, 0.001, 1.0);
    metrics.shard(1).tokens_used(0, 5, 7);
  });
  for (int i = 0; i < 500; ++i) metrics.shard(0).request(0, 200, 0.002, 2.0);
  metrics.shard(0).request(0, 429, 0.001, 0.001);
  metrics.shard(0).tokens_used(0, 1, 2);
  metrics.shard(0).tokens_requested(0, 3, 4);
  metrics.shard(0).tokens_rate_limit(0, 99);
  metrics.shard(0).limited(0, true);
  metrics.shard(0).time_to_first_token(0, 0.3);
  metrics.shard(0).in_flight(1);
  other.join();
  const std::string text =
      metrics.render({.deployments = {{0, "d\"1", 3, 4}}, .stores = {{"files", 12, 5}}, .open_connections = 6});
  CHECK(text.find("oaisim_stored_bytes{kind=\"files\"} 12\n") != std::string::npos);
  CHECK(text.find("oaisim_stored_objects_dropped_total{kind=\"files\"} 5\n") != std::string::npos);
  CHECK(has_line(text, R"(aoai_api_simulator_latency_full_seconds_count{deployment="d\"1",status_code="200"} 1500)"));
  CHECK(has_line(text, R"(aoai_api_simulator_latency_full_seconds_sum{deployment="d\"1",status_code="200"} 2000)"));
  CHECK(has_line(
      text, R"(aoai_api_simulator_latency_base_seconds_bucket{deployment="d\"1",status_code="200",le="0.001"} 1000)"));
  CHECK(has_line(
      text, R"(aoai_api_simulator_latency_base_seconds_bucket{deployment="d\"1",status_code="200",le="+Inf"} 1500)"));
  CHECK(has_line(text, R"(aoai_api_simulator_latency_base_seconds_count{deployment="d\"1",status_code="429"} 1)"));
  CHECK(has_line(text, R"(aoai_api_simulator_tokens_used{deployment="d\"1",token_type="prompt"} 6)"));
  CHECK(has_line(text, R"(aoai_api_simulator_tokens_used{deployment="d\"1",token_type="completion"} 9)"));
  CHECK(has_line(text, R"(aoai_api_simulator_tokens_requested{deployment="d\"1",token_type="completion"} 4)"));
  CHECK(has_line(text, R"(aoai_api_simulator_tokens_rate_limit{deployment="d\"1"} 99)"));
  CHECK(has_line(text, R"(aoai_api_simulator_limits{deployment="d\"1",limit_type="tokens"} 1)"));
  CHECK(has_line(text, R"(aoai_api_simulator_limits{deployment="d\"1",limit_type="requests"} 0)"));
  CHECK(has_line(text, R"(oaisim_running_requests{deployment="d\"1"} 3)"));
  CHECK(has_line(text, R"(oaisim_queued_requests{deployment="d\"1"} 4)"));
  CHECK(has_line(text, "oaisim_in_flight_requests 1"));
  CHECK(has_line(text, "oaisim_open_connections 6"));
}

TEST_CASE("an index or status beyond what is kept is counted with the last, not lost and not out of bounds") {
  Metrics metrics(1);
  metrics.shard(0).request(5'000'000, 418, 0.1, 0.1);
  const std::string text = metrics.render({.deployments = {{Metrics::kMaxDeployments - 1, "", 0, 0}}});
  CHECK(has_line(text, R"(aoai_api_simulator_latency_base_seconds_count{deployment="",status_code="500"} 1)"));
}
