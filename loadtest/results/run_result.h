// All that a finished run has to say: what the reporters, stores and scenarios read.
//
// Thread safety: a value; made once, when the workers have ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadtest/plan/run_plan.h"
#include "loadtest/results/request_log.h"
#include "loadtest/results/statistics.h"

namespace oaisim::loadtest {

// Whether there are figures, and the client was fast enough for them to be the server's.
struct Verdict {
  bool valid = true;
  bool nothing_measured = false;     // no request succeeded; then it is not valid
  std::vector<std::string> reasons;  // why not
};

struct ThresholdOutcome {
  Threshold threshold;
  double measured = 0;    // in the threshold's unit
  bool has_value = true;  // false: nothing was measured, which fails the threshold
  bool failed = false;
};

struct RunResult {
  RunPlan plan;                   // its target's key is empty
  std::int64_t started_unix = 0;  // seconds since 1970
  Duration length{};              // from the start to the end of the last reply
  Duration steady_length{};       // the longest of the workers' steady windows
  bool interrupted = false;       // by Ctrl-C
  Latencies latencies;
  Counts measured;  // of requests due after the warm-up
  Counts whole_run;
  Throughput steady;
  std::vector<MinuteCounts> minutes;
  ClientHealth client;
  Verdict verdict;
  std::vector<ThresholdOutcome> thresholds;
  std::vector<LostRows> lost_rows;  // of --csv and of the store's spool

  Throughput whole() const;  // of the whole run, ramp and end included
  bool failed() const;       // a threshold failed
};

// The histogram that a latency threshold names.  REQUIRES: threshold.is_latency().
const HdrHistogram& histogram_of(const Latencies& latencies, const Threshold& threshold);

// Fill the fields of their name from the others.
Verdict judge_client(const RunResult& result);
std::vector<ThresholdOutcome> check_thresholds(const RunResult& result);

}  // namespace oaisim::loadtest
