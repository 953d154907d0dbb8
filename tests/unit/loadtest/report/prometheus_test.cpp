#include "loadtest/report/prometheus.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/golden.h"

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("a scrape shows the counts and the latencies of late") {
  RunPlan plan;
  plan.target.model = "a\"b\\c\nd";
  Progress progress{.elapsed = std::chrono::milliseconds(12'500), .offered = 113};
  // In the order of Outcome: the success, the failures, what was cancelled and what was abandoned.
  progress.by_outcome = {95, 0, 1, 0, 3, 1, 0, 0, 2, 1};
  progress.output_tokens = 950;
  progress.in_flight = 10;
  progress.e2e.record(1'500'000'000);
  check_golden("prometheus.txt", prometheus_text(plan, progress));
}
