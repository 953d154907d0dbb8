#include "loadtest/report/prometheus.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/golden.h"

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("a scrape shows the counts and the latencies of late") {
  RunPlan plan;
  plan.target.model = "a\"b\\c\nd";
  Progress progress{.elapsed = std::chrono::milliseconds(12'500), .offered = 110, .finished = 100};
  progress.succeeded = 95;
  progress.limited = 3;
  progress.failed = 2;
  progress.output_tokens = 950;
  progress.in_flight = 10;
  progress.e2e.record(1'500'000'000);
  check_golden("prometheus.txt", prometheus_text(plan, progress));
}
