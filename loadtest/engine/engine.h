// Runs a plan: one worker with a thread and an io_context per core, merged into a RunResult at the end.
//
//   Engine engine(plan, clock);
//   auto result = engine.run([](const Progress& progress) { ... });
//
// The first SIGINT or SIGTERM stops the run: what is in flight gets kInterruptGrace to end, and the result
// holds what was measured.  The second awaits no more replies: they count as abandoned.  The third ends the process.
// One that follows so closely that it is the same one, sent to the process and to its group as timeout(1) does, counts
// once.
//
// Ownership: the plan and the clock are the caller's and outlive the engine.
// Thread safety: run() once, from one thread; `on_progress` is called on that thread.
#pragma once

#include <functional>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/client/request_source.h"
#include "loadtest/results/progress.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// What the run's requests are made of.  Ownership: refers to the plan.
// Error: the dataset or the JSONPath is not what it should be.
Result<RequestSource> open_requests(const RunPlan& plan);

class Engine {
 public:
  static constexpr std::chrono::seconds kInterruptGrace{2};         // real time
  static constexpr std::chrono::milliseconds kOneInterrupt{100};    // real time
  static constexpr std::chrono::milliseconds kProgressPeriod{250};  // real time
  static constexpr std::chrono::seconds kRecentPeriod{1};           // real time: of the latencies in Progress

  Engine(const RunPlan& plan, const Clock& clock) : plan_(plan), clock_(clock) {}

  // Error: the address does not resolve, too few open files, the log cannot be written.
  Result<RunResult> run(std::function<void(const Progress&)> on_progress);

 private:
  const RunPlan& plan_;
  const Clock& clock_;
};

}  // namespace oaisim::loadtest
