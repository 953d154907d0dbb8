// The flags of `oaisim-load run`, and the RunPlan that they make.
//
// Ownership: the OptionSet is the caller's and outlives the RunOptions.  Thread safety: none; used while starting.
#pragma once

#include "loadtest/plan/dataset_options.h"
#include "loadtest/plan/load_options.h"
#include "loadtest/plan/output_options.h"
#include "loadtest/plan/request_options.h"
#include "loadtest/plan/run_plan.h"
#include "loadtest/plan/send_options.h"
#include "loadtest/plan/target_options.h"

namespace oaisim::loadtest {

class RunOptions {
 public:
  explicit RunOptions(OptionSet& options)  // The order of the help.
      : options_(options),
        target_(options),
        load_(options),
        dataset_(options),
        request_(options),
        send_(options),
        output_(options) {}

  // `argv`: the command line, which tells a flag from the environment.
  // Error: what to print before exiting with 2.
  Result<RunPlan> plan(int argc, const char* const* argv) const;

  bool debug() const { return request_.debug(); }

 private:
  const OptionSet& options_;
  TargetOptions target_;
  LoadOptions load_;
  DatasetOptions dataset_;
  RequestOptions request_;
  SendOptions send_;
  OutputOptions output_;
};

}  // namespace oaisim::loadtest
