// Refuses flags of `oaisim-load run` that would change nothing beside the others that were given: a run that
// ignores a wish measures something else than was meant.
//
// Thread safety: all of it.
#pragma once

#include "common/config/options.h"
#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

// `options`: what was given, by whatever source; `plan`: what came of it.
// Error: the flag and what it needs, or what it does not go with.
Status check_unused(const OptionSet& options, const RunPlan& plan);

}  // namespace oaisim::loadtest
