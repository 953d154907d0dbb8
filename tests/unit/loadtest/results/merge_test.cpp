#include "loadtest/results/merge.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

// `count` replies a second apart, beginning at one of `level` workers.
void perform(WorkerStatistics& statistics, int count, int level, Duration latency) {
  for (int i = 0; i < count; ++i) {
    RequestRecord record;
    record.intended = record.sent = kStart + i * 1s;
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
  const auto result = merged(plan, kStart, kStart + 10s, workers);
  CHECK(result.measured.requests == 15);
  CHECK(result.latencies.e2e.from_sent.count() == 15);
  CHECK(result.steady.successes_per_second == doctest::Approx(1.5));
  CHECK(result.goodput.met == 10);
  CHECK(result.goodput.offered == 15);
  CHECK(result.goodput.per_second == doctest::Approx(1.0));
  CHECK(result.stages.empty());  // one stage is the run itself
  REQUIRE(result.levels.size() == 1);
  CHECK(result.levels[0].counts.requests == 15);
  CHECK_FALSE(result.timeline.empty());
  CHECK(result.timeline.front().offered == 2);
  CHECK(result.plan.target.key.empty());
  CHECK(result.labels.at("branch") == "main");
}
