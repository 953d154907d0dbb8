// What a load test does: validated and immutable once it is made.
//
// A RunPlan comes from the flags of `oaisim-load run` (run_options.h) or from a scenario (scenarios.h), and is
// all that the engine and the reporters know of the wishes behind it.  It holds the key; nothing prints it.
//
// Units: durations and moments are those of the run's Clock, so a time scale applies to all of them.
// Thread safety: read-only while a run uses it.
#pragma once

#include <string>

#include "loadtest/plan/dataset_plan.h"
#include "loadtest/plan/load_plan.h"
#include "loadtest/plan/output_plan.h"
#include "loadtest/plan/request_plan.h"
#include "loadtest/plan/send_plan.h"
#include "loadtest/plan/target.h"

namespace oaisim::loadtest {

struct RunPlan {
  std::string name;  // of the scenario; "run" otherwise
  Target target;
  LoadPlan load;
  DatasetPlan dataset;
  RequestPlan request;
  SendPlan send;
  RetryPlan retry;
  Timeouts timeouts;
  OutputPlan output;
  int threads = 1;
  double time_scale = 1;
  std::string spool_path = {};  // of a CSV file with the requests' rows, for the store; empty: none
};

}  // namespace oaisim::loadtest
