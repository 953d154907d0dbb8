#include "loadtest/results/selftest.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/selftest_sample.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

using Problems = std::vector<std::string>;

Problems problems(const RunResult& run, std::optional<ServerCounts> server = sample_counts(), ErrorBounds bounds = {}) {
  return problems_of(sample_case(), run, server, bounds);
}

}  // namespace

TEST_CASE("figures within the bounds and counts that agree are no problem") {
  CHECK(problems(sample_run()).empty());
  CHECK(problems(sample_run(0ms), sample_counts(), {.p50 = 0ms, .p99 = 0ms}).empty());
}

TEST_CASE("an error above its bound is named with the figure, in either direction") {
  for (const Duration off : {Duration(50ms), Duration(-50ms)}) {
    CHECK(problems(sample_run(off)) ==
          Problems{"TTFT: p50 of its error is 50.000 ms, above 1ms", "TTFT: p99 of its error is 50.000 ms, above 10ms",
                   "E2E: p50 of its error is 50.000 ms, above 1ms", "E2E: p99 of its error is 50.000 ms, above 10ms"});
  }
  CHECK(problems(sample_run(2ms)).size() == 2);
  CHECK(problems(sample_run(2ms), sample_counts(), {.p50 = 3ms, .p99 = 3ms}).empty());
}

TEST_CASE("counts that differ between client, server and plan are problems") {
  CHECK(problems(sample_run(), sample_counts(9)) == Problems{"replies that the server counted: 9 instead of 10"});
  CHECK(problems(sample_run(), std::nullopt) == Problems{"the server's /metrics cannot be read"});
  RunResult run = sample_run();
  run.whole_run.completion_tokens -= 1;
  CHECK(problems(run) == Problems{"tokens: 49 instead of 50"});
  run = sample_run();
  run.timing.content_events += 1;
  CHECK(problems(run) == Problems{"events with content: 51 instead of 50"});
  run = sample_run();
  run.timing.compared -= 1;
  run.timing.not_compared += 1;
  CHECK(problems(run) == Problems{"replies whose tokens the server told as they came: 9 instead of 10"});
}

TEST_CASE("a run that reports other figures than were compared is a problem") {
  RunResult run = sample_run();
  run.latencies.icl.record(1);
  CHECK(problems(run) == Problems{"gap: the run reports other figures than were compared"});
}

TEST_CASE("an interrupted run has not passed, nor have cases that were not made") {
  RunResult run = sample_run();
  run.interrupted = true;
  CHECK(problems(run) == Problems{"interrupted"});
  SelftestResult result = sample_selftest();
  CHECK(result.passed());
  result.planned = 2;
  CHECK_FALSE(result.passed());
  result.planned = 1;
  result.cases[0].problems.emplace_back("interrupted");
  CHECK_FALSE(result.passed());
}
