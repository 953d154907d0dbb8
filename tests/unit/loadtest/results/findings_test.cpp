#include "loadtest/results/findings.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

std::string text(const std::optional<std::string>& finding) { return finding.value_or(""); }

RunResult with_levels(std::vector<Segment> levels) {
  RunResult result;
  result.levels = std::move(levels);
  return result;
}

void record_many(CompactHistogram& histogram, std::int64_t ms) {
  for (int i = 0; i < 30; ++i) histogram.record(ms * 1'000'000);
}

// Twelve slices of a second, of which the first four and the last four have these latencies.
RunResult over_time(std::int64_t first_ms, std::int64_t last_ms) {
  RunResult result;
  result.length = 12s;
  for (int i = 0; i < 12; ++i) {
    TimeSlice& slice = result.timeline.emplace_back();
    slice.begin = i * 1s;
    slice.length = 1s;
    record_many(slice.e2e.from_sent, i < 4 ? first_ms : i < 8 ? 50 : last_ms);
  }
  return result;
}

}  // namespace

TEST_CASE("saturation is where throughput stops growing while latency grows") {
  const auto result = with_levels({sample_segment("4", 4, 40, 100ms), sample_segment("8", 8, 78, 102ms),
                                   sample_segment("16", 16, 80, 200ms), sample_segment("32", 32, 79, 400ms)});
  CHECK(text(find_saturation(result)) ==
        "Throughput stops growing at 8 active workers: 78.0 successes/s there and 79.0 at 32 active workers, while the "
        "median E2E rises from 103 ms to 401 ms.");
}

TEST_CASE("a load that the server carries to the end is not called saturated") {
  const auto growing = with_levels(
      {sample_segment("4", 4, 40, 100ms), sample_segment("8", 8, 80, 100ms), sample_segment("16", 16, 160, 100ms)});
  CHECK(text(find_saturation(growing)).starts_with("Throughput still grew at the highest load: 160 successes/s"));
  // Users who think longer send no more and wait no longer.
  const auto flat = with_levels(
      {sample_segment("4", 4, 40, 100ms), sample_segment("8", 8, 40, 100ms), sample_segment("16", 16, 40, 100ms)});
  CHECK_FALSE(find_saturation(flat));
}

TEST_CASE("two levels, or levels of a few requests, say nothing of saturation") {
  auto levels = std::vector{sample_segment("4", 4, 40, 100ms), sample_segment("8", 8, 41, 300ms)};
  CHECK_FALSE(find_saturation(with_levels(levels)));
  levels.push_back(sample_segment("16", 16, 41, 600ms));
  CHECK(find_saturation(with_levels(levels)));
  levels.back().e2e = {};
  CHECK_FALSE(find_saturation(with_levels(levels)));
}

TEST_CASE("stages are ordered by what they offered") {
  RunResult result;
  result.stages = {sample_segment("peak", 0, 80, 400ms), sample_segment("low", 0, 20, 100ms),
                   sample_segment("high", 0, 50, 100ms)};
  CHECK(text(find_saturation(result)).find("at stage peak (80.1 requests/s)") != std::string::npos);
}

TEST_CASE("what grew is named") {
  auto result = with_levels(
      {sample_segment("4", 4, 40, 100ms), sample_segment("8", 8, 60, 200ms), sample_segment("16", 16, 60, 400ms)});
  CHECK(text(find_growth(result)) ==
        "From 4 active workers to 16 active workers, the median TTFT rose from 11.0 ms to 41.0 ms and the median TPOT "
        "stayed about the same (19.1 ms and 19.1 ms).");
  result.levels.back().ttft = result.levels.front().ttft;
  CHECK_FALSE(find_growth(result));
}

TEST_CASE("notable failures are named with their limit, the most frequent first") {
  RunResult result;
  auto& counts = result.measured;
  counts.requests = 1000;
  counts.by_outcome[static_cast<std::size_t>(Outcome::success)] = 800;
  counts.by_outcome[static_cast<std::size_t>(Outcome::server_error)] = 50;
  counts.by_outcome[static_cast<std::size_t>(Outcome::rate_limited)] = 145;
  counts.by_outcome[static_cast<std::size_t>(Outcome::connect)] = 5;
  counts.by_limit_reason = {0, 100, 45, 0};
  CHECK(text(find_limit(result)) ==
        "Requests failed: 14.5 % with 429 (100 for requests, 45 for tokens, 0 for another limit), 5.0 % with 5xx.");
  counts.by_outcome = {};
  CHECK_FALSE(find_limit(result));
}

TEST_CASE("replies that are neither success nor error are named with their status") {
  RunResult result;
  result.measured.requests = 10;
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::bad_body)] = 10;
  result.errors = {{Outcome::bad_body, 302, "302: a redirect", 10}};
  CHECK(text(find_limit(result)) == "Requests failed: 100.0 % with bad_body of status 302.");
  result.errors.front().status = 200;
  CHECK(text(find_limit(result)) == "Requests failed: 100.0 % with bad_body.");
}

TEST_CASE("a client that was the limit is named with the reason") {
  auto result = sample_result();
  CHECK_FALSE(find_client_limit(result));
  result.client.busiest_core = 1;
  result.verdict = judge_client(result);
  CHECK(text(find_client_limit(result)).find("a worker used 100.0 % of its core") != std::string::npos);
  CHECK_FALSE(find_client_limit(RunResult{}));
}

TEST_CASE("a drift of a constant load is named, and that of a load with levels is not") {
  auto slower = over_time(20, 100);
  CHECK(text(find_drift(slower)).starts_with("The run was not steady: the median E2E rose from 20.0 ms"));
  CHECK(text(find_drift(over_time(100, 20))).find("fell") != std::string::npos);
  CHECK_FALSE(find_drift(over_time(100, 105)));
  auto starting = over_time(20, 100);  // more and more users, until the last third
  starting.plan.load.users = 81;
  starting.plan.load.spawn_rate = 10;
  CHECK_FALSE(find_drift(starting));
  slower.levels.resize(2);
  CHECK_FALSE(find_drift(slower));
}

TEST_CASE("an empty result has no findings") { CHECK(findings_of(RunResult{}).empty()); }
