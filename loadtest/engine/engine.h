// Runs a plan: one worker with a thread and an io_context per core, merged into a RunResult at the end.
//
//   Engine engine(plan, clock);
//   auto result = engine.run({.on_progress = [](const Progress& progress) { ... }});
//
// The first of the observer's Interrupts stops the run: what is in flight gets kInterruptGrace to end, or the plan's
// grace period if that is shorter.  The second awaits no more replies, which then count as abandoned.  Either way the
// result holds what was measured.
//
// Ownership: the plan, the clock and the Interrupts are the caller's and outlive the engine.
// Thread safety: run() once, from one thread; the observer is called on that thread.
#pragma once

#include <functional>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/client/request_source.h"
#include "loadtest/engine/interrupts.h"
#include "loadtest/results/progress.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// What the run's requests are made of.  Ownership: refers to the plan.
// Error: the dataset or the JSONPath is not what it should be.
Result<RequestSource> open_requests(const RunPlan& plan);

// Who watches a run; all of it may be missing.
struct RunObserver {
  std::function<void(const Progress&)> on_progress = {};
  // After the first of the interrupts.  `patience`: how long the replies in flight are awaited, in real time.
  std::function<void(std::int64_t in_flight, Duration patience)> on_stopping = {};
  Interrupts* interrupts = nullptr;
};

class Engine {
 public:
  static constexpr std::chrono::seconds kInterruptGrace{2};         // real time
  static constexpr std::chrono::milliseconds kProgressPeriod{250};  // real time
  static constexpr std::chrono::seconds kRecentPeriod{1};           // real time: of the latencies in Progress

  Engine(const RunPlan& plan, const Clock& clock) : plan_(plan), clock_(clock) {}

  // Error: the address does not resolve, too few open files, the log cannot be written.
  Result<RunResult> run(const RunObserver& observer);

 private:
  const RunPlan& plan_;
  const Clock& clock_;
};

}  // namespace oaisim::loadtest
