#include "loadtest/results/merge_runs.h"

#include <doctest/doctest.h>

#include "loadtest/report/json.h"
#include "loadtest/results/timeline.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

StoredRun stored(const std::string& name, std::int64_t started_later = 0) {
  StoredRun run{.name = name, .result = sample_result()};
  run.result.id = name;
  run.result.started_unix += started_later;
  return run;
}

std::string problem_of(std::vector<StoredRun> runs) {
  const auto merged = merge_runs(runs, MergeOrder::parallel);
  return merged ? "" : merged.error().message;
}

std::uint64_t succeeded_in(const std::vector<TimeSlice>& timeline) {
  std::uint64_t sum = 0;
  for (const auto& slice : timeline) sum += slice.succeeded;
  return sum;
}

}  // namespace

TEST_CASE("runs at the same time add up") {
  const StoredRun runs[] = {stored("a.json"), stored("b.json", 1)};
  const RunResult& one = runs[0].result;
  const auto merged = merge_runs(runs, MergeOrder::parallel);
  REQUIRE(merged.ok());
  CHECK(merged->id == "a.json+b.json");
  CHECK(merged->measured.requests == 2 * one.measured.requests);
  CHECK(merged->latencies.e2e.from_sent.count() == 2 * one.latencies.e2e.from_sent.count());
  CHECK(merged->latencies.e2e.from_sent.percentile(99) == one.latencies.e2e.from_sent.percentile(99));
  CHECK(merged->steady.successes_per_second == doctest::Approx(2 * one.steady.successes_per_second));
  CHECK(merged->goodput.per_second == doctest::Approx(2 * one.goodput.per_second));
  CHECK(merged->goodput.offered == 2 * one.goodput.offered);
  CHECK(merged->plan.load.users == 2 * one.plan.load.users);
  CHECK(merged->length == one.length + std::chrono::seconds(1));
  CHECK(merged->started_unix == one.started_unix);
  CHECK(merged->client.cores_busy == doctest::Approx(2 * one.client.cores_busy));
  CHECK(merged->levels.empty());
  REQUIRE(merged->stages.size() == 2);
  CHECK(merged->stages[0].length == one.stages[0].length);
  CHECK(merged->stages[0].throughput.successes_per_second ==
        doctest::Approx(2 * one.stages[0].throughput.successes_per_second));
  CHECK(merged->errors.front().count == 2 * one.errors.front().count);
  CHECK(merged->thresholds.size() == one.thresholds.size());
  CHECK(merged->verdict.valid);
}

TEST_CASE("slices of runs at the same time lie at their moments") {
  const StoredRun runs[] = {stored("a.json"), stored("b.json", 1)};
  const auto merged = merge_runs(runs, MergeOrder::parallel);
  REQUIRE(merged.ok());
  const auto& timeline = merged->timeline;
  REQUIRE(timeline.size() >= 3);
  CHECK(timeline[0].succeeded == 17);       // of a
  CHECK(timeline[1].succeeded == 18 + 17);  // of both
  CHECK(timeline[2].succeeded == 18);       // of b
  CHECK(timeline[1].in_flight_mean == doctest::Approx(35));
  CHECK(timeline[1].in_flight_max == 40);
  CHECK(timeline[1].active_workers == doctest::Approx(40));
  CHECK(timeline[1].e2e.from_sent.count() == 2);
}

TEST_CASE("runs one after another are averaged over their time") {
  StoredRun runs[] = {stored("b.json", 1000), stored("a.json")};
  runs[0].result.steady = {10, 10, 10, 10};
  runs[1].result.steady = {40, 40, 40, 40};
  runs[0].result.steady_length = std::chrono::seconds(20);
  runs[1].result.steady_length = std::chrono::seconds(10);
  const auto merged = merge_runs(runs, MergeOrder::sequential);
  REQUIRE(merged.ok());
  CHECK(merged->id == "a.json+b.json");
  CHECK(merged->length == 2 * runs[0].result.length);
  CHECK(merged->steady.successes_per_second == doctest::Approx(20));
  CHECK(merged->steady_length == std::chrono::seconds(30));
  CHECK(merged->plan.load.users == runs[0].result.plan.load.users);
  CHECK(merged->levels.size() == runs[0].result.levels.size());
  CHECK(merged->levels.front().length == 2 * runs[0].result.levels.front().length);
  CHECK(merged->levels.front().level == doctest::Approx(runs[0].result.levels.front().level));
  CHECK(succeeded_in(merged->timeline) == 2 * (17 + 18));
}

TEST_CASE("a merged timeline has no more slices than one of a run") {
  std::vector<StoredRun> runs;
  for (int i = 0; i < 10; ++i) runs.push_back(stored("run" + std::to_string(i), i * 100));
  const auto merged = merge_runs(runs, MergeOrder::sequential);
  REQUIRE(merged.ok());
  CHECK(merged->timeline.size() <= Timeline::kMaxSlices);
  CHECK(succeeded_in(merged->timeline) == 10 * (17 + 18));
  Duration end{};
  for (const auto& slice : merged->timeline) {
    CHECK(slice.begin == end);
    end = slice.begin + slice.length;
  }
  CHECK(end <= merged->length);
}

TEST_CASE("an invalid run makes the whole invalid and is named") {
  std::vector<StoredRun> runs{stored("a.json"), stored("b.json")};
  runs[1].result.verdict = {.valid = false, .nothing_measured = false, .reasons = {"send lag"}};
  const auto merged = merge_runs(runs, MergeOrder::parallel);
  REQUIRE(merged.ok());
  CHECK_FALSE(merged->verdict.valid);
  CHECK(merged->verdict.reasons == std::vector<std::string>{"b.json: send lag"});
}

TEST_CASE("runs that do not go together are named with the reason") {
  auto other = stored("b.json");
  other.result.plan.target.model = "gpt-5";
  CHECK(problem_of({stored("a.json"), other}) ==
        "'a.json' and 'b.json' do not go together: model is 'gpt-4o' and 'gpt-5'");
  other = stored("b.json");
  other.result.plan.load.shape = LoadShape::open_loop;
  CHECK(problem_of({stored("a.json"), other}).find("different shapes") != std::string::npos);
  CHECK(problem_of({stored("a.json"), stored("a.json")}).find("a second time") != std::string::npos);
}

TEST_CASE("when the runs were says how they go together") {
  const auto order = [](std::vector<StoredRun> runs) { return natural_order(runs); };
  CHECK(*order({stored("a"), stored("b", 2)}) == MergeOrder::parallel);
  CHECK(*order({stored("a"), stored("b", 61)}) == MergeOrder::sequential);
  CHECK(*order({stored("a"), stored("b", 600), stored("c", 1200)}) == MergeOrder::sequential);
  CHECK_FALSE(order({stored("a"), stored("b", 2), stored("c", 1200)}).ok());
}

TEST_CASE("one run alone stays as it is") {
  const StoredRun runs[] = {stored("a.json")};
  CHECK(result_json(*merge_runs(runs, MergeOrder::parallel)) == result_json(runs[0].result));
}
