#include "loadtest/results/merge.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

// `count` replies a second apart from `first` on, beginning at one of `level` workers.
void perform(WorkerStatistics& statistics, int count, int level, Duration latency, Duration first = 0s) {
  for (int i = 0; i < count; ++i) {
    RequestRecord record;
    record.intended = record.sent = kStart + first + i * 1s;
    record.stage = i < 2 ? 0 : 1;
    record.first_byte = record.first_token = record.last_token = record.closed = record.sent + latency;
    record.completion_tokens = 1;
    record.level = level;
    record.outcome = Outcome::success;
    statistics.begin(record.intended, record);
    statistics.add(record, {}, 0);
  }
  statistics.end_steady_window(kStart + 10s);
}

}  // namespace

TEST_CASE("workers are put together: counts and rates add up, histograms merge") {
  const Slo slos[] = {*parse_slo("e2e<50ms")};
  WorkerStatistics one(kStart, kStart, slos), other(kStart, kStart, slos);
  perform(one, 10, 4, 10ms);
  perform(other, 5, 4, 100ms);
  WorkerStatistics* const workers[] = {&one, &other};
  RunPlan plan;
  plan.target.key = "sk-secret";
  plan.output.labels = {{"branch", "main"}};
  plan.output.slos = {slos[0]};
  const auto result = merged(plan, kStart, kStart + 10s, workers);
  CHECK(result.measured.requests == 15);
  CHECK(result.latencies.e2e.from_sent.count() == 15);
  CHECK(result.steady.successes_per_second == doctest::Approx(1.5));
  CHECK(result.goodput.met == 10);
  CHECK(result.goodput.offered == 15);
  CHECK(result.goodput.per_second == doctest::Approx(1.0));
  REQUIRE(result.levels.size() == 1);
  CHECK(result.levels[0].counts.requests == 15);
  CHECK_FALSE(result.timeline.empty());
  CHECK(result.timeline.front().offered == 2);
  CHECK(result.plan.target.key.empty());
  CHECK(result.labels.at("branch") == "main");
}

TEST_CASE("rates are of the run's time, whichever worker was given the requests") {
  RunPlan plan;
  plan.load.duration = 10s;
  plan.load.stages = {{.length = 2s, .from = 1, .to = 1}, {.length = 8s, .from = 1, .to = 1}};
  WorkerStatistics early(kStart, kStart), idle(kStart, kStart), late(kStart, kStart);
  perform(early, 2, 1, 10ms);
  perform(idle, 0, 1, 10ms);
  perform(late, 8, 1, 10ms, 2s);
  for (const int workers : {2, 3}) {
    WorkerStatistics* const parts[] = {&early, &late, &idle};
    const auto result = merged(plan, kStart, kStart + 10s, std::span(parts).first(workers));
    CHECK(result.steady_length == 10s);
    CHECK(result.steady.successes_per_second == doctest::Approx(1.0));
    REQUIRE(result.levels.size() == 1);
    CHECK(result.levels[0].length == 10s);
    CHECK(result.levels[0].throughput.successes_per_second == doctest::Approx(1.0));
    REQUIRE(result.stages.size() == 2);
    CHECK(result.stages[0].length == 2s);
    CHECK(result.stages[1].length == 8s);
    CHECK(result.stages[0].counts.requests + result.stages[1].counts.requests == 10);
  }
}

TEST_CASE("the warm-up and the cool-down are no part of a stage's time") {
  RunPlan plan;
  plan.load.duration = 10s;
  plan.load.warmup = 1s;
  plan.load.cooldown = 3s;
  plan.load.stages = {{.length = 2s, .from = 1, .to = 1}, {.length = 8s, .from = 1, .to = 1}};
  WorkerStatistics one(kStart, kStart + 1s);
  perform(one, 10, 1, 10ms);
  WorkerStatistics* const parts[] = {&one};
  const auto result = merged(plan, kStart, kStart + 10s, parts);
  REQUIRE(result.stages.size() == 2);
  CHECK(result.stages[0].length == 1s);
  CHECK(result.stages[1].length == 5s);
}
