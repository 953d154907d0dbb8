#include "loadtest/report/live_view.h"

#include <doctest/doctest.h>

#include <array>
#include <sstream>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

CompactHistogram latencies(std::int64_t ms) {
  CompactHistogram histogram;
  histogram.record(ms * 1'000'000);
  return histogram;
}

// In the order of Outcome: of failures connect, timeout, 4xx, 429, 5xx, broken_stream and bad_body.
using Outcomes = std::array<std::uint64_t, kOutcomes>;

std::vector<Progress> steps() {
  return {{.elapsed = 500ms, .offered = 7, .by_outcome = Outcomes{5}, .in_flight = 2},
          {.elapsed = 2s,
           .offered = 27,
           .by_outcome = Outcomes{20, 0, 0, 0, 3, 2},
           .in_flight = 2,
           .ttft = latencies(350),
           .e2e = latencies(1400)},
          {.elapsed = 12s, .offered = 127, .by_outcome = Outcomes{120, 0, 0, 0, 3, 2}}};
}

std::string shown(const Screen& screen, const std::vector<Progress>& progress = steps(), bool finish = true) {
  RunPlan plan;
  plan.load.duration = 60s;
  std::ostringstream out;
  LiveView view(plan, screen, out);
  for (const auto& step : progress) view.show(step);
  if (finish) view.finish();
  return out.str();
}

const std::string kFirst =
    "\r\033[J0 s of 60 s  [....................]  in flight 2\n"
    "offered 14.0/s  achieved 10.0/s\n"
    "5 requests: 5 succeeded, 0 limited, 0 failed\n";
const std::string kSecond =
    "\r\033[3A\033[J2 s of 60 s  [....................]  in flight 2\n"
    "offered 13.5/s  achieved 12.5/s  429 1.5/s  failed 1.0/s\n"
    "25 requests: 20 succeeded, 3 limited, 2 failed (5xx 2)\n"
    "TTFT p50 350.0  p90 350.0  p99 350.0 ms\n"
    "E2E  p50 1,400  p90 1,400  p99 1,400 ms\n";
const std::string kThird =
    "\r\033[5A\033[J12 s of 60 s  [####................]  in flight 0\n"
    "offered 10.0/s  achieved 10.0/s\n"
    "125 requests: 120 succeeded, 3 limited, 2 failed (5xx 2)\n"
    "achieved/s, the last 2 s  #%\n";

}  // namespace

TEST_CASE("a terminal's lines are redrawn in place and cleared at the end") {
  const Screen wide{.terminal = true, .size = [] { return ScreenSize{.columns = 100, .rows = 24}; }};
  CHECK(shown(wide) == kFirst + kSecond + kThird + "\r\033[4A\033[J");
}

TEST_CASE("failures are red where colours are wanted") {
  const Screen colourful{.terminal = true, .colour = true, .size = [] { return ScreenSize{.columns = 100}; }};
  CHECK(shown(colourful).find("\033[31m2 failed (5xx 2)\033[0m") != std::string::npos);
  const Screen plain{.terminal = true, .size = [] { return ScreenSize{.columns = 100}; }};
  CHECK(shown(plain).find("\033[3") == shown(plain).find("\033[3A"));
}

TEST_CASE("no line is wider than the screen and there are no more of them than it has rows") {
  const Screen small{
      .terminal = true, .colour = true, .unicode = true, .size = [] { return ScreenSize{.columns = 21, .rows = 3}; }};
  const std::string text = shown(small, steps(), false);
  CHECK(text.find("\r\033[J0 s of 60 s  [......\noffered 14.0/s  achi\n\r\033[2A\033[J") == 0);
}

TEST_CASE("a window that became narrower is cleared of all the rows that its lines take now") {
  static std::size_t columns;
  columns = 100;
  const Screen screen{.terminal = true, .size = [] { return ScreenSize{.columns = columns, .rows = 24}; }};
  RunPlan plan;
  plan.load.duration = 60s;
  std::ostringstream out;
  LiveView view(plan, screen, out);
  view.show(steps()[0]);
  columns = 25;  // the lines of 49, 31 and 44 columns take two rows each
  view.finish();
  CHECK(out.str() == kFirst + "\r\033[6A\033[J");
}

TEST_CASE("a screen without a size to speak of breaks nothing") {
  const Screen tiny{.terminal = true, .size = [] { return ScreenSize{.columns = 1, .rows = 1}; }};
  CHECK_FALSE(shown(tiny).empty());
}

TEST_CASE("a log gets whole lines, seldom, and no control characters") {
  CHECK(shown(Screen{}) == "12 s of 60 s  125 requests  10.4/s  in flight 0  429 3  failed 2 (5xx 2)\n");
}

TEST_CASE("the three classes that fail most are named, and that there are more") {
  const auto shown_of = [](const Outcomes& outcomes) {
    return shown(Screen{}, {{.elapsed = 12s, .offered = 2000, .by_outcome = outcomes}});
  };
  const auto three = shown_of({0, 0, 7, 0, 9, 1200, 3});
  CHECK(three.find("  429 9  failed 1,210 (5xx 1,200, timeout 7, broken_stream 3)\n") != std::string::npos);
  const auto four = shown_of({0, 1, 7, 0, 9, 1200, 3});
  CHECK(four.find("  failed 1,211 (5xx 1,200, timeout 7, broken_stream 3, ...)\n") != std::string::npos);
}
