// What `oaisim-load selftest` asks a simulator for: loads whose every moment is known beforehand.
//
//   1 stream, 100 streams, …   tokens evenly apart, as many events in a second as the machine can surely take
//   tokens together            several tokens are due within what a sender and a receiver do in one go
//   whole replies              no stream
//
// Headers of the simulator (docs/latency.md) give each request its latency and its length, so that no configuration of
// the simulator is needed.
//
// Thread safety: values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

struct SelftestCase {
  std::string name = {};
  std::int64_t users = 1;     // at once
  std::int64_t requests = 1;  // in all
  TokenCount tokens = 1;      // of each reply
  Duration first_token{};     // after the request's arrival
  Duration between_tokens{};
  bool stream = true;

  // When the last token is due.
  Duration length() const { return first_token + between_tokens * (tokens - 1); }
};

inline constexpr std::int64_t kMostStreams = 10'000;

// `streams`: how many at once, a case for each, from 1 to kMostStreams; `rounds`: requests that each of them makes.
std::vector<SelftestCase> selftest_cases(std::span<const std::int64_t> streams, std::int64_t rounds);

// The load and request of a case; the target's address and the threads are left to the caller.
RunPlan selftest_plan(const SelftestCase& test, Target target);

// Reads "1,100,1000".  Error: what is wrong and what is allowed.
Result<std::vector<std::int64_t>> parse_stream_counts(std::string_view text);

}  // namespace oaisim::loadtest
