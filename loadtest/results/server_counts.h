// What a simulator's /metrics say of one deployment, and the difference of two readings.
//
// Thread safety: a value.
#pragma once

#include <cstdint>
#include <map>

namespace oaisim::loadtest {

struct ServerLatency {
  std::uint64_t count = 0;
  double base_seconds = 0;  // summed: what the simulator itself took, in real time
  double full_seconds = 0;  // summed: with the latency that it simulates, in simulated time
};

struct ServerCounts {
  std::map<int, ServerLatency> by_status;
  double limiter_tokens = 0;  // of admitted requests
  double limited_for_requests = 0;
  double limited_for_tokens = 0;

  std::uint64_t requests() const;
  std::uint64_t requests_with(int status) const;
  ServerCounts since(const ServerCounts& before) const;
};

}  // namespace oaisim::loadtest
