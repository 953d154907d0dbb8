// How a run is going: a few lines that are redrawn in place on a terminal, now and then one line in a log.
//
//   12 s of 60 s  [########............]  in flight 20
//   offered 40.0/s  achieved 38.5/s  429 1.0/s  failed 0.5/s
//   460 requests: 452 succeeded, 4 limited, 4 failed (timeout 3, 5xx 1)
//   TTFT p50 350  p90 470  p99 498 ms   E2E p50 1,401  p90 1,880  p99 1,988 ms
//   achieved/s, the last 40 s  ..:-=+*##
//
// The view is the one owner of the screen while it is shown.  It never hides the cursor, changes no mode of the
// terminal and leaves the cursor below its lines after each drawing, so that there is nothing to put back when the
// program ends in between.
//
// Ownership: the plan and the stream are the caller's.  Thread safety: none.
#pragma once

#include <deque>
#include <ostream>
#include <string>
#include <vector>

#include "loadtest/plan/run_plan.h"
#include "loadtest/report/screen.h"
#include "loadtest/results/progress.h"

namespace oaisim::loadtest {

class LiveView {
 public:
  static constexpr std::chrono::seconds kLogPeriod{10};  // real time between lines of a log
  static constexpr std::size_t kHistory = 60;            // rates of a second that the sparkline shows

  LiveView(const RunPlan& plan, const Screen& screen, std::ostream& out) : plan_(plan), screen_(screen), out_(out) {}

  // Call often; a log skips what comes too early.
  void show(const Progress& progress);

  // Clears the lines of a terminal, before something else is printed.
  void finish();

 private:
  struct Rates {
    double offered = 0, achieved = 0, limited = 0, failed = 0;
  };

  bool take_rates(const Progress& progress);
  void draw(const std::vector<std::string>& lines);
  std::string erase(std::size_t columns) const;
  std::vector<std::string> lines_of(const Progress& progress, std::size_t columns) const;
  std::string log_line(const Progress& progress) const;
  std::string time_text(const Progress& progress) const;
  std::string bar(const Progress& progress) const;
  std::string rates_text() const;
  std::string sparkline(std::size_t columns) const;
  std::string alarming(const std::string& text, bool alarm) const;

  const RunPlan& plan_;
  Screen screen_;
  std::ostream& out_;
  Progress last_{};  // what the rates are counted from
  Rates rates_;
  std::deque<double> history_;             // achieved per second
  std::vector<std::size_t> drawn_widths_;  // of the lines on the screen
};

}  // namespace oaisim::loadtest
