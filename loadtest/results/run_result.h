// All that a finished run has to say: what the reporters, stores and scenarios read.
//
// Thread safety: a value; made once, when the workers have ended.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "loadtest/plan/run_plan.h"
#include "loadtest/results/dataset_facts.h"
#include "loadtest/results/error_sample.h"
#include "loadtest/results/request_log.h"
#include "loadtest/results/segment.h"
#include "loadtest/results/statistics.h"
#include "loadtest/results/time_slice.h"

namespace oaisim::loadtest {

// Whether there are figures, and the client was fast enough for them to be the server's.
struct Verdict {
  bool valid = true;
  bool nothing_measured = false;     // no request succeeded; then it is not valid
  bool connections_short = false;    // sends were late or dropped for want of a free connection; not valid either
  std::vector<std::string> reasons;  // why not
};

struct ThresholdOutcome {
  Threshold threshold;
  double measured = 0;    // in the threshold's unit
  bool has_value = true;  // false: nothing was measured, which fails the threshold
  bool failed = false;
};

struct RunResult {
  std::string id;                             // of this run among all
  std::map<std::string, std::string> labels;  // the user's own words about it
  RunPlan plan;                               // its target's key is empty
  DatasetFacts dataset;                       // what was sent
  std::int64_t started_unix = 0;              // seconds since 1970
  Duration length{};                          // from the start to the end of the last reply
  Duration steady_length{};                   // the longest of the workers' steady windows
  bool interrupted = false;                   // by Ctrl-C
  Latencies latencies;
  TokenFigures tokens;
  Counts measured;  // of requests due after the warm-up
  Counts whole_run;
  Throughput steady;
  Goodput goodput;
  std::vector<Segment> stages;  // in order; empty: the load had one stage
  std::vector<Segment> levels;  // of concurrency, ascending; empty: not known
  std::vector<TimeSlice> timeline;
  std::vector<ErrorSample> errors;  // the most frequent first
  std::vector<MinuteCounts> minutes;
  ClientHealth client;
  TimingErrors timing;  // of a run in which the server told its own times
  Verdict verdict;
  std::vector<ThresholdOutcome> thresholds;
  std::vector<std::string> findings;  // sentences that the figures support
  std::vector<LostRows> lost_rows;    // of --csv and of the store's spool

  Throughput whole() const;  // of the whole run, ramp and end included
  bool failed() const;       // a threshold failed

  // Whether its exit code is 0: no threshold failed, something was measured, and where there are thresholds the figures
  // that they were held against are the server's.
  bool is_fine() const;
};

// "401: Incorrect API key provided: sk-***"; empty: nothing failed.
std::string most_frequent_error(const RunResult& result);

// Fills the field of its name from the others.
Verdict judge_client(const RunResult& result);

// Such as 20260131T120000Z-x3Fk9a.
std::string new_run_id(std::int64_t started_unix);

}  // namespace oaisim::loadtest
