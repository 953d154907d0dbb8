#include "loadtest/report/console.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/unit/loadtest/golden.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::string console(const RunResult& result) {
  std::ostringstream out;
  report_console(result, out);
  return out.str();
}

}  // namespace

TEST_CASE("the console shows every figure of a streamed run") {
  check_golden("console_streamed.txt", console(sample_result()));
}

TEST_CASE("the console shows a run of which nothing succeeded, and an invalid client") {
  RunResult result;
  result.plan = sample_result().plan;
  result.plan.load.shape = LoadShape::open_loop;
  result.plan.load.requests_per_second = 100;
  result.plan.load.max_connections = 4;
  result.plan.load.warmup = {};
  result.plan.request.stream = false;
  result.plan.time_scale = 60;
  result.interrupted = true;
  result.length = std::chrono::seconds(2);
  result.measured.requests = result.whole_run.requests = 5;
  result.measured.by_outcome[1] = result.whole_run.by_outcome[1] = 5;
  result.client.dropped_sends = 3;
  result.verdict = judge_client(result);
  result.thresholds = check_thresholds(result);
  check_golden("console_nothing_succeeded.txt", console(result));
}

TEST_CASE("successes whose latencies nobody knows are not called failures") {
  RunResult result;
  result.plan = sample_result().plan;
  result.measured.requests = result.measured.by_outcome[0] = 3;
  CHECK(console(result).find("  none is known\n") != std::string::npos);
  CHECK(console(result).find("no request succeeded") == std::string::npos);
}

TEST_CASE("the key is never shown") { CHECK(console(sample_result()).find("sk-secret") == std::string::npos); }
