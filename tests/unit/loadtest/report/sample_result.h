// Results for tests: one with something in every field, the same each time, and one with a latency alone.
//
// Thread safety: none.
#pragma once

#include "loadtest/results/findings.h"
#include "loadtest/results/run_result.h"
#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {

// A level or a stage with `latency` of a tenth to TTFT.
inline Segment sample_segment(const char* name, double workers, double per_second, Duration latency) {
  Segment segment;
  segment.name = name;
  segment.level = workers;
  segment.length = std::chrono::seconds(20);
  segment.counts.requests = static_cast<std::uint64_t>(per_second * 20) + 2;
  segment.counts.by_outcome[0] = segment.counts.requests - 2;
  segment.counts.by_outcome[static_cast<std::size_t>(Outcome::rate_limited)] = 2;
  segment.counts.by_limit_reason[1] = 2;
  segment.counts.completion_tokens = segment.counts.of(Outcome::success) * 50;
  for (int i = 1; i <= 100; ++i) {
    const std::int64_t e2e = latency.count() * i / 50;
    segment.e2e.from_sent.record(e2e);
    segment.e2e.from_intended.record(e2e + 1'000'000);
    segment.ttft.from_sent.record(e2e / 10);
    segment.ttft.from_intended.record(e2e / 10 + 1'000'000);
    segment.tpot.record(19'000'000 + i * 1000);
    segment.icl.record(19'000'000 + i * 1000);
  }
  segment.throughput = throughput_of(segment.counts, segment.length);
  return segment;
}

inline TimeSlice sample_slice(Duration begin, std::uint64_t succeeded) {
  TimeSlice slice{.begin = begin, .length = std::chrono::seconds(1), .offered = succeeded + 2, .succeeded = succeeded};
  slice.limited = slice.failed = 1;
  slice.output_tokens = succeeded * 50;
  slice.in_flight_mean = 17.5;
  slice.in_flight_max = 20;
  slice.active_workers = 20;
  slice.ttft.from_intended.record(351'000'000);
  slice.ttft.from_sent.record(350'000'000);
  slice.e2e.from_intended.record(1'401'000'000);
  slice.e2e.from_sent.record(1'400'000'000);
  return slice;
}

inline void fill_latencies(RunResult& result) {
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
    result.tokens.input.record(9);
    result.tokens.output.record(40 + i % 20);
    result.tokens.per_user.record(50'000 + i);
  }
  l.connect.record(800'000);
}

// Of 1,012 requests, some of each outcome.
inline void fill_counts(Counts& counts) {
  counts.requests = 1012;
  counts.by_outcome = {1000, 1, 1, 1, 3, 1, 1, 1, 1, 2};
  counts.by_limit_reason = {0, 2, 1, 0};
  counts.retries = 4;
  counts.retried_by_reason = {0, 3, 1, 0};
  counts.prompt_tokens = 9000;
  counts.completion_tokens = 50'000;
  counts.cached_tokens = 500;
  counts.reasoning_tokens = 2000;
  counts.tokens_from_usage = 999;
  counts.tokens_from_events = 1;
  counts.token_mismatches = 2;
}

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
  result.plan.dataset.prompts = {"hello"};
  result.dataset = dataset_facts(result.plan);
  result.plan.request = {.max_tokens = 50, .stream = true};
  result.plan.threads = 2;
  result.plan.output.slos = {*parse_slo("ttft<500ms"), *parse_slo("tpot<=20ms")};
  result.id = "20231114T221320Z-abc123";
  result.labels = {{"branch", "main"}};
  result.started_unix = 1'700'000'000;
  result.length = 61s;
  result.steady_length = 55s;
  fill_latencies(result);
  fill_counts(result.measured);
  result.whole_run = result.measured;
  result.whole_run.requests += 90;
  result.whole_run.by_outcome[0] += 90;
  result.steady = {18.2, 18.1, 163.6, 909.1};
  result.goodput = {.met = 950, .offered = 1012, .per_second = 17.3};
  result.stages = {sample_segment("ramp", 10, 9, 1000ms), sample_segment("peak", 20, 18, 1400ms)};
  result.levels = {sample_segment("1-4", 2.5, 5, 800ms), sample_segment("5-8", 6.5, 17.9, 850ms),
                   sample_segment("20", 20, 18.1, 1400ms)};
  result.timeline = {sample_slice(0s, 17), sample_slice(1s, 18)};
  result.errors = {{Outcome::rate_limited, 429, "Rate limit reached for \"gpt-4o\" | <requests> per min", 3},
                   {Outcome::connect, 0, "connection refused", 1},
                   {Outcome::bad_body, 200, "", 1}};
  result.minutes = {{1080, 2, 1, 7}};
  result.client.send_lag.record(30'000);
  result.client.receive_lag.record(200'000);
  result.client.event_loop_lag.record(900'000);
  result.client.busiest_core = 0.21;
  result.client.cores_busy = 0.4;
  result.verdict = judge_client(result);
  result.plan.output.thresholds = {*parse_threshold("ttft_p99>600ms"), *parse_threshold("error_rate>0.5%"),
                                   *parse_threshold("rps<10"), *parse_threshold("stage[peak].ttft_p75>1s"),
                                   *parse_threshold("user_tokens_per_second_p50<60")};
  result.thresholds = check_thresholds(result);
  result.findings = findings_of(result);
  return result;
}

inline RunResult with_e2e(std::int64_t nanoseconds) {
  RunResult result;
  for (int i = 0; i < 100; ++i) result.latencies.e2e.from_sent.record(nanoseconds);
  result.measured.requests = result.whole_run.requests = 100;
  return result;
}

}  // namespace oaisim::loadtest
