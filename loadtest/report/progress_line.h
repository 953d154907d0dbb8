// One line that says how a run is going: redrawn in place on a terminal, now and then a new line in a log.
//
// Ownership: the stream is the caller's.  Thread safety: none.
#pragma once

#include <ostream>
#include <string>

#include "loadtest/plan/run_plan.h"
#include "loadtest/results/progress.h"

namespace oaisim::loadtest {

class ProgressLine {
 public:
  static constexpr std::chrono::seconds kLogPeriod{10};  // real time between lines of a log

  ProgressLine(const RunPlan& plan, bool terminal, std::ostream& out) : plan_(plan), terminal_(terminal), out_(out) {}

  // Call often; a log skips what comes too early.
  void show(const Progress& progress);

  // Clears the line of a terminal, before something else is printed.
  void finish();

 private:
  std::string text(const Progress& progress) const;

  const RunPlan& plan_;
  bool terminal_;
  std::ostream& out_;
  Progress last_{};  // what the rates are counted from
  double rate_ = 0;
};

}  // namespace oaisim::loadtest
