#include "loadtest/results/server_counts.h"

namespace oaisim::loadtest {

std::uint64_t ServerCounts::requests() const {
  std::uint64_t sum = 0;
  for (const auto& [status, latency] : by_status) sum += latency.count;
  return sum;
}

std::uint64_t ServerCounts::requests_with(int status) const {
  const auto found = by_status.find(status);
  return found == by_status.end() ? 0 : found->second.count;
}

ServerCounts ServerCounts::since(const ServerCounts& before) const {
  ServerCounts difference = *this;
  for (const auto& [status, latency] : before.by_status) {
    auto& mine = difference.by_status[status];
    mine.count -= latency.count;
    mine.base_seconds -= latency.base_seconds;
    mine.full_seconds -= latency.full_seconds;
  }
  difference.limiter_tokens -= before.limiter_tokens;
  difference.limited_for_requests -= before.limited_for_requests;
  difference.limited_for_tokens -= before.limited_for_tokens;
  return difference;
}

}  // namespace oaisim::loadtest
