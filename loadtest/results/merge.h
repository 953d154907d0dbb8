// What the workers of a run measured, put together.
//
// Thread safety: none; when the workers have ended.
#pragma once

#include <span>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// All that is measured: the verdict, the thresholds and the findings are for their own functions.  Of what is only told
// relative to the start of the run, `start` is it; `end` is the last reply's.
RunResult merged(const RunPlan& plan, TimePoint start, TimePoint end, std::span<WorkerStatistics* const> workers);

}  // namespace oaisim::loadtest
