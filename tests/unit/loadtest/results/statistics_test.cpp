#include "loadtest/results/statistics.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

RequestRecord streamed(Duration intended, Duration lag) {
  RequestRecord record;
  record.intended = kStart + intended;
  record.sent = record.intended + lag;
  record.first_byte = record.sent + 10ms;
  record.first_token = record.sent + 100ms;
  record.last_token = record.sent + 190ms;
  record.done = record.sent + 195ms;
  record.closed = record.sent + 200ms;
  record.completion_tokens = 12;
  record.first_event_tokens = 3;
  record.content_events = 10;
  record.prompt_tokens = 4;
  record.token_source = TokenSource::usage;
  record.outcome = Outcome::success;
  record.status = 200;
  return record;
}

}  // namespace

TEST_CASE("latencies are kept from intended and from sent, and TPOT divides by N - k") {
  WorkerStatistics statistics(kStart, kStart);
  const Duration gaps[] = {10ms, 30ms};
  statistics.add(streamed(0s, 50ms), gaps, 0);
  const Latencies& latencies = statistics.latencies();
  const auto near = [](const HdrHistogram& h, Duration d) {
    return doctest::Approx(h.mean()).epsilon(1e-9) == static_cast<double>(d.count());
  };
  CHECK(near(latencies.ttft.from_sent, 100ms));
  CHECK(near(latencies.ttft.from_intended, 150ms));
  CHECK(near(latencies.e2e.from_sent, 190ms));
  CHECK(near(latencies.e2e.from_intended, 240ms));
  CHECK(near(latencies.tpot, 10ms));  // (190 - 100) / (12 - 3)
  CHECK(near(latencies.done, 195ms));
  CHECK(near(latencies.closed, 200ms));
  CHECK(latencies.icl.count() == 2);
  CHECK(near(latencies.icl, 20ms));
}

TEST_CASE("failures are counted by class and enter no latency") {
  WorkerStatistics statistics(kStart, kStart);
  auto record = streamed(0s, 0s);
  record.outcome = Outcome::broken_stream;
  const Duration gaps[] = {10ms};
  statistics.add(record, gaps, 0);
  record.outcome = Outcome::rate_limited;
  record.limit_reason = LimitReason::tokens;
  statistics.add(record, {}, 0);
  record.outcome = Outcome::abandoned;
  statistics.add(record, {}, 0);
  CHECK(statistics.latencies().e2e.from_sent.empty());
  CHECK(statistics.latencies().icl.empty());
  const Counts& counts = statistics.measured();
  CHECK(counts.requests == 3);
  CHECK(counts.failures() == 2);
  CHECK(counts.of(Outcome::broken_stream) == 1);
  CHECK(counts.limited_for(LimitReason::tokens) == 1);
  CHECK(counts.share_of_finished(counts.failures()) == 1.0);
}

TEST_CASE("the warm-up counts in the whole run only") {
  WorkerStatistics statistics(kStart, kStart + 1s);
  auto record = streamed(0s, 0s);
  record.warmup = true;
  statistics.add(record, {}, 0);
  statistics.add(streamed(1s, 0s), {}, 0);
  CHECK(statistics.measured().requests == 1);
  CHECK(statistics.whole_run().requests == 2);
  CHECK(statistics.latencies().e2e.from_sent.count() == 1);
}

TEST_CASE("the steady window counts what was completed in it and the earliest end counts") {
  WorkerStatistics statistics(kStart, kStart + 1s);
  statistics.end_steady_window(kStart + 3s);
  statistics.end_steady_window(kStart + 9s);
  statistics.add(streamed(500ms, 0s), {}, 0);   // completed at 0.7 s: before
  statistics.add(streamed(900ms, 0s), {}, 0);   // at 1.1 s
  statistics.add(streamed(2000ms, 0s), {}, 0);  // at 2.2 s
  statistics.add(streamed(2900ms, 0s), {}, 0);  // at 3.1 s: after
  CHECK(statistics.steady().of(Outcome::success) == 2);
  CHECK(statistics.steady().completion_tokens == 24);
  CHECK(statistics.steady_length() == 2s);
}

TEST_CASE("minutes are counted by the moment of sending") {
  WorkerStatistics statistics(kStart, kStart);
  statistics.add(streamed(59'900ms, 0s), {}, 0);
  statistics.add(streamed(59'900ms, 200ms), {}, 0);
  auto limited = streamed(61s, 0s);
  limited.outcome = Outcome::rate_limited;
  limited.limit_reason = LimitReason::requests;
  statistics.add(limited, {}, 0);
  REQUIRE(statistics.minutes().size() == 2);
  CHECK(statistics.minutes()[0].admitted == 1);
  CHECK(statistics.minutes()[1].admitted == 1);
  CHECK(statistics.minutes()[1].limited_for_requests == 1);
}

TEST_CASE("the minutes of a run that never ends are bounded") {
  WorkerStatistics statistics(kStart, kStart);
  statistics.add(streamed(24h * 365, 0s), {}, 0);
  CHECK(statistics.minutes().size() == WorkerStatistics::kMaxMinutes);
}

TEST_CASE("a stream whose events are not as many as its tokens is a mismatch, a whole reply never") {
  WorkerStatistics statistics(kStart, kStart);
  statistics.add(streamed(0s, 0s), {}, 0);
  auto same = streamed(0s, 0s);
  same.content_events = same.completion_tokens;
  statistics.add(same, {}, 0);
  auto whole = streamed(0s, 0s);
  whole.done = whole.first_token = kNever;
  whole.content_events = 0;
  statistics.add(whole, {}, 0);
  CHECK(statistics.measured().token_mismatches == 1);
  CHECK(statistics.measured().tokens_from_usage == 3);
}

TEST_CASE("goodput is of what was offered: failures and dropped sends are no excuse") {
  const Slo slos[] = {*parse_slo("ttft<=100ms"), *parse_slo("ttft_intended<120ms"), *parse_slo("tpot<=10ms"),
                      *parse_slo("stall<50ms"), *parse_slo("e2e<=190ms")};
  WorkerStatistics statistics(kStart, kStart + 1s, slos);
  statistics.end_steady_window(kStart + 11s);
  auto early = streamed(0s, 0s);
  early.warmup = true;
  statistics.add(early, {}, 0);
  statistics.add(streamed(1s, 10ms), {}, 0);
  statistics.add(streamed(2s, 30ms), {}, 0);  // too late from intended
  auto stalled = streamed(3s, 0s);
  stalled.longest_stall = 50ms;
  statistics.add(stalled, {}, 0);
  auto slow = streamed(4s, 0s);
  slow.last_token += 10ms;
  statistics.add(slow, {}, 0);
  auto failed = streamed(5s, 0s);
  failed.outcome = Outcome::broken_stream;
  statistics.add(failed, {}, 0);
  statistics.drop(kStart, true);
  statistics.drop(kStart + 5s, false);
  CHECK(statistics.good() == 1);
  CHECK(statistics.steady_good() == 1);
  CHECK(statistics.offered() == 6);
  CHECK(statistics.health().dropped_sends == 2);
}

TEST_CASE("a reply of one event has no TPOT to miss, one that is not streamed meets no TTFT") {
  auto single = streamed(0s, 0s);
  single.completion_tokens = single.first_event_tokens = single.content_events = 1;
  const Slo tpot[] = {*parse_slo("tpot<1us"), *parse_slo("stall<1us")};
  CHECK(meets(single, tpot));
  auto whole = streamed(0s, 0s);
  whole.first_token = kNever;
  const Slo ttft[] = {*parse_slo("ttft<1h")};
  CHECK_FALSE(meets(whole, ttft));
}

TEST_CASE("tokens and their rate are kept for each reply") {
  WorkerStatistics statistics(kStart, kStart);
  auto record = streamed(0s, 0s);
  record.cached_tokens = 3;
  record.reasoning_tokens = 2;
  statistics.add(record, {}, 0);
  auto whole = streamed(0s, 0s);
  whole.first_token = whole.done = kNever;
  whole.last_token = whole.sent + 100ms;
  statistics.add(whole, {}, 0);
  const TokenFigures& tokens = statistics.tokens();
  CHECK(tokens.input.mean() == 4);
  CHECK(tokens.output.max() == 12);
  CHECK(tokens.per_user.min() == 100'000);  // 9 tokens in 90 ms
  CHECK(tokens.per_user.max() == 120'000);  // 12 tokens in 100 ms
  CHECK(statistics.measured().cached_tokens == 3);
  CHECK(statistics.measured().reasoning_tokens == 2);
}

TEST_CASE("requests count in the stage and level in which they began, without the warm-up") {
  WorkerStatistics statistics(kStart, kStart + 1s);
  const auto perform = [&](Duration at, int stage, int level, bool warmup) {
    auto record = streamed(at, 0s);
    record.stage = stage;
    record.level = level;
    record.warmup = warmup;
    statistics.begin(record.intended, record);
    statistics.add(record, {}, 0);
  };
  perform(0s, 0, 2, true);
  perform(1s, 0, 2, false);
  perform(3s, 0, 2, false);
  perform(4s, 1, 6, false);
  statistics.end_steady_window(kStart + 4100ms);
  const auto stages = statistics.stages().segments();
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].name == "1");
  CHECK(stages[0].level == 2);
  CHECK(stages[0].counts.requests == 2);
  const auto levels = statistics.levels().segments();
  REQUIRE(levels.size() == 2);
  CHECK(levels[0].name == "2");
  CHECK(levels[0].length == 3s);
  CHECK(levels[1].name == "6");
  CHECK(levels[1].length == 100ms);
}

TEST_CASE("what was cancelled on purpose is neither a success nor a failure, but was offered") {
  const Slo slos[] = {*parse_slo("ttft<1s")};
  WorkerStatistics statistics(kStart, kStart, slos);
  auto record = streamed(0s, 0s);
  record.outcome = Outcome::cancelled;
  statistics.add(record, {}, 0);
  CHECK(statistics.measured().finished() == 0);
  CHECK(statistics.measured().failures() == 0);
  CHECK(statistics.latencies().e2e.from_sent.empty());
  CHECK(statistics.errors().sorted().empty());
  CHECK(statistics.offered() == 1);
}

TEST_CASE("errors are kept with what was said of them") {
  WorkerStatistics statistics(kStart, kStart);
  auto record = streamed(0s, 0s);
  record.outcome = Outcome::server_error;
  record.status = 503;
  statistics.add(record, {}, 0, "overloaded");
  const auto errors = statistics.errors().sorted();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].status == 503);
  CHECK(errors[0].text == "overloaded");
}
