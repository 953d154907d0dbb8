// A stored run by the name that people give it on the command line.
//
// Thread safety: all of it.
#pragma once

#include <string>

#include "common/base/result.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// `name`: a file that `run --json` wrote.  Error: it begins with the name.
Result<RunResult> load_run(const std::string& name);

}  // namespace oaisim::loadtest
