// A self-test of one case that has passed: ten streams of five tokens, each figure off by 0.2 ms and gaps by none.
//
// Thread safety: none.
#pragma once

#include <vector>

#include "loadtest/results/selftest.h"

namespace oaisim::loadtest {

inline SelftestCase sample_case() {
  return {.name = "10 streams",
          .users = 10,
          .requests = 10,
          .tokens = 5,
          .first_token = std::chrono::milliseconds(100),
          .between_tokens = std::chrono::milliseconds(20)};
}

// The run of it when each TTFT and E2E is longer than the server's by `off`.
inline RunResult sample_run(Duration off = std::chrono::microseconds(200)) {
  using std::chrono::milliseconds;
  RunResult run;
  RequestRecord record;
  record.outcome = Outcome::success;
  record.sent = record.intended = TimePoint(std::chrono::hours(1));
  record.first_token = record.sent + milliseconds(100) + off;
  record.last_token = record.first_token + milliseconds(80);
  record.content_events = record.completion_tokens = 5;
  const std::vector<Duration> gaps(4, milliseconds(20));
  std::vector<SentToken> told;
  for (int k = 0; k < 5; ++k) {
    const Duration due = milliseconds(100) + milliseconds(20) * k;
    told.push_back({.token = k, .content_events = k + 1, .at = {.due = due, .sent = due}});
  }
  for (int i = 0; i < 10; ++i) {
    run.whole_run.add(record, 0);
    run.timing.add(record, gaps, told);
    run.latencies.ttft.add(record, record.first_token);
    run.latencies.e2e.add(record, record.last_token);
    for (const auto gap : gaps) run.latencies.icl.record(gap.count());
    run.client.event_loop_lag.record(60'000 + i * 1000);
  }
  return run;
}

inline ServerCounts sample_counts(std::uint64_t replies = 10) {
  ServerCounts counts;
  counts.by_status[200].count = replies;
  return counts;
}

inline SelftestResult sample_selftest() {
  SelftestResult result{.server = "http://127.0.0.1:4711", .bounds = {}, .floor = {}, .cases = {}, .planned = 1};
  for (int i = 1; i <= 100; ++i) {
    result.floor.one_way.record(20'000 + i * 100);
    result.floor.between_two.record(i * 50);
  }
  result.cases.push_back({.test = sample_case(), .run = sample_run(), .server = sample_counts(), .problems = {}});
  return result;
}

}  // namespace oaisim::loadtest
