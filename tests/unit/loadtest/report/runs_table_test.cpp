#include "loadtest/report/runs_table.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim::loadtest;

TEST_CASE("runs stand side by side in columns") {
  auto passed = sample_result();
  passed.thresholds.clear();
  RunResult empty;
  empty.interrupted = true;
  empty.verdict = judge_client(empty);
  const std::vector rows{row_of("10rps", passed), row_of("1000rps", sample_result()), row_of("x", empty)};
  std::ostringstream out;
  report_runs("rate", rows, out);
  CHECK(out.str() ==
        "rate     requests  success  requests/s  tokens/s  TTFT p50  intended  TTFT p99  intended  TPOT p50  E2E p50  "
        "intended  E2E p99  intended  verdict\n"
        "10rps       1,012   99.1 %        18.1       909     350.7     351.5     497.5     498.6     19.51    1,401  "
        "   1,402    1,988     1,989  PASS\n"
        "1000rps     1,012   99.1 %        18.1       909     350.7     351.5     497.5     498.6     19.51    1,401  "
        "   1,402    1,988     1,989  FAIL\n"
        "x               0        -         0.0         0         -         -         -         -         -        -  "
        "       -        -         -  FAIL, INVALID, interrupted\n"
        "Latencies in ms, from sent; the column after it from intended, which has the wait before sending in it.\n");
}

TEST_CASE("a run in short has what was measured") {
  CHECK(summary_of(sample_result()) == "18.1 requests/s, TTFT p99 497.5 ms, E2E p99 1,988 ms");
  CHECK(summary_of(RunResult{}) == "0.0 requests/s");
}
