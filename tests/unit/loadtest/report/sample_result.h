// A result with something in every field, the same each time.
#pragma once

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

inline RunResult sample_result() {
  using namespace std::chrono_literals;
  RunResult result;
  result.plan.name = "run";
  result.plan.target = *make_target(
      {.url = "http://localhost:8000", .model = "gpt-4o", .deployment = "", .api_version = "", .key = "sk-secret"});
  result.plan.load.users = 20;
  result.plan.load.spawn_rate = 10;
  result.plan.load.think_time = 500ms;
  result.plan.load.duration = 60s;
  result.plan.load.warmup = 5s;
  result.plan.request = {.prompts = {"hello"}, .max_tokens = 50, .stream = true};
  result.plan.threads = 2;
  result.started_unix = 1'700'000'000;
  result.length = 61s;
  result.steady_length = 55s;
  auto& l = result.latencies;
  for (int i = 1; i <= 1000; ++i) {
    const std::int64_t sent = 200'000'000 + i * 300'000;
    l.first_byte.from_sent.record(sent);
    l.first_byte.from_intended.record(sent + 1'000'000);
    l.ttft.from_sent.record(sent + 500'000);
    l.ttft.from_intended.record(sent + 1'500'000);
    l.e2e.from_sent.record(sent * 4);
    l.e2e.from_intended.record(sent * 4 + 1'000'000);
    l.tpot.record(19'000'000 + i * 1000);
    l.icl.record(19'000'000 + i * 5000);
    l.stall.record(40'000'000 + i * 10'000);
    l.done.record(sent * 4 + 50'000);
    l.closed.record(sent * 4 + 60'000);
  }
  l.connect.record(800'000);
  auto& counts = result.measured;
  counts.requests = 1011;
  counts.by_outcome = {1000, 1, 1, 1, 3, 1, 1, 1, 2, 0};
  counts.by_limit_reason = {0, 2, 1, 0};
  counts.retries = 4;
  counts.retried_by_reason = {0, 3, 1, 0};
  counts.prompt_tokens = 9000;
  counts.completion_tokens = 50'000;
  counts.tokens_from_usage = 999;
  counts.tokens_from_events = 1;
  counts.token_mismatches = 2;
  result.whole_run = counts;
  result.whole_run.requests += 90;
  result.whole_run.by_outcome[0] += 90;
  result.steady = {18.2, 18.1, 163.6, 909.1};
  result.minutes = {{1080, 2, 1, 7}};
  result.client.send_lag.record(30'000);
  result.client.event_loop_lag.record(900'000);
  result.client.busiest_core = 0.21;
  result.client.cores_busy = 0.4;
  result.verdict = judge_client(result);
  result.plan.output.thresholds = {*parse_threshold("ttft_p99>600ms"), *parse_threshold("error_rate>0.5%"),
                                   *parse_threshold("rps<10")};
  result.thresholds = check_thresholds(result);
  return result;
}

}  // namespace oaisim::loadtest
