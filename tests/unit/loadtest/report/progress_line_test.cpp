#include "loadtest/report/progress_line.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

std::string shown(bool terminal, std::vector<Progress> steps) {
  RunPlan plan;
  plan.load.duration = 60s;
  std::ostringstream out;
  ProgressLine line(plan, terminal, out);
  for (const auto& step : steps) line.show(step);
  line.finish();
  return out.str();
}

const std::vector<Progress> kSteps{
    {.elapsed = 500ms, .finished = 5, .succeeded = 5, .in_flight = 2},
    {.elapsed = 2s, .finished = 25, .succeeded = 20, .limited = 3, .failed = 2, .in_flight = 2},
    {.elapsed = 12s, .finished = 125, .succeeded = 120, .limited = 3, .failed = 2, .in_flight = 0}};

}  // namespace

TEST_CASE("a terminal's line is redrawn in place and cleared at the end") {
  CHECK(shown(true, kSteps) ==
        "\r\033[K0 s of 60 s  5 requests  in flight 2"
        "\r\033[K2 s of 60 s  25 requests  12.5/s  in flight 2  429 3  failed 2"
        "\r\033[K12 s of 60 s  125 requests  10.0/s  in flight 0  429 3  failed 2"
        "\r\033[K");
}

TEST_CASE("a log gets whole lines, seldom, and no control characters") {
  CHECK(shown(false, kSteps) == "12 s of 60 s  125 requests  10.4/s  in flight 0  429 3  failed 2\n");
}
