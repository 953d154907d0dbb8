#include "loadtest/results/selftest.h"

#include <algorithm>
#include <cstdio>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

using Problems = std::vector<std::string>;

std::string milliseconds(std::int64_t nanoseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f ms", static_cast<double>(nanoseconds) / 1e6);
  return text;
}

void check_equal(const std::string& what, std::uint64_t found, std::uint64_t wanted, Problems& problems) {
  if (found == wanted) return;
  problems.push_back(what + ": " + std::to_string(found) + " instead of " + std::to_string(wanted));
}

void check_counts(const SelftestCase& test, const RunResult& run, const std::optional<ServerCounts>& server,
                  Problems& problems) {
  const auto requests = static_cast<std::uint64_t>(test.requests);
  const auto tokens = requests * static_cast<std::uint64_t>(test.tokens);
  check_equal("replies", run.whole_run.of(Outcome::success), requests, problems);
  if (!run.errors.empty()) problems.push_back("the first error: " + run.errors.front().text);
  if (server) {
    check_equal("replies that the server counted", server->requests(), requests, problems);
  } else {
    problems.emplace_back("the server's /metrics cannot be read");
  }
  check_equal("tokens", run.whole_run.completion_tokens, tokens, problems);
  if (test.stream) check_equal("events with content", run.timing.content_events, tokens, problems);
  check_equal("replies whose tokens the server told as they came", run.timing.compared, requests, problems);
}

void check_error(const NamedTiming& timing, const RunResult& run, double percent, Duration most, Problems& problems) {
  const HdrHistogram& error = (run.timing.*timing.figure).error;
  if (error.percentile(percent) <= most.count()) return;
  problems.push_back(std::string(timing.name) + ": p" + std::to_string(static_cast<int>(percent)) +
                     " of its error is " + milliseconds(error.percentile(percent)) + ", above " +
                     format_duration(most));
}

void check_reported(const std::string& name, const HdrHistogram& reported, const HdrHistogram& compared,
                    Problems& problems) {
  const auto same = [&](double percent) { return reported.percentile(percent) == compared.percentile(percent); };
  if (reported.count() == compared.count() && same(50) && same(99) && reported.max() == compared.max()) return;
  problems.push_back(name + ": the run reports other figures than were compared");
}

// What the run reports must be what was compared, where all of it was.
void check_reports(const RunResult& run, Problems& problems) {
  const TimingErrors& timing = run.timing;
  if (timing.not_compared > 0) return;
  check_reported("TTFT", run.latencies.ttft.from_sent, timing.ttft.measured, problems);
  check_reported("gap", run.latencies.icl, timing.gap.measured, problems);
  check_reported("E2E", run.latencies.e2e.from_sent, timing.e2e.measured, problems);
}

}  // namespace

bool SelftestResult::passed() const {
  return cases.size() == planned &&
         std::all_of(cases.begin(), cases.end(), [](const SelftestOutcome& o) { return o.problems.empty(); });
}

std::vector<std::string> problems_of(const SelftestCase& test, const RunResult& run,
                                     const std::optional<ServerCounts>& server, const ErrorBounds& bounds) {
  Problems problems;
  if (run.interrupted) problems.emplace_back("interrupted");
  check_counts(test, run, server, problems);
  check_reports(run, problems);
  for (const auto& timing : kTimings) {
    check_error(timing, run, 50, bounds.p50, problems);
    check_error(timing, run, 99, bounds.p99, problems);
  }
  return problems;
}

}  // namespace oaisim::loadtest
