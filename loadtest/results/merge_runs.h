// Several stored runs as one: of machines that offered load at the same time, or of one run after another.
//
//   parallel     |--- a ---|         rates, users and cores add up; the length is from the first start to the last end
//                  |--- b ---|
//   sequential   |-- a --||-- b --|  rates are averages over the time; lengths add up, pauses between runs are left out
//
// Histograms merge exactly and counts add up.  Slices are put on one axis of time (in parallel by the second in which
// the runs started) and joined until they are no more than Timeline::kMaxSlices.  Stages of the same name are one;
// levels likewise, but not in parallel, where a machine's level is not that of all.  Minutes do not line up and are
// left out. Thresholds and findings are made anew; the result is VALID when all runs are. Thread safety: all of it.
#pragma once

#include <span>
#include <string>

#include "common/base/result.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

struct StoredRun {
  std::string name;  // of its file
  RunResult result;
};

enum class MergeOrder { parallel, sequential };

// By when the runs were: all at the same time, or none.  Error: neither.  REQUIRES: at least two runs.
Result<MergeOrder> natural_order(std::span<const StoredRun> runs);

// Error: which two are not of the same kind, and in what.  REQUIRES: at least one run.
Result<RunResult> merge_runs(std::span<const StoredRun> runs, MergeOrder order);

}  // namespace oaisim::loadtest
