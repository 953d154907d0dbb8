// What the JSON of a result tells of the plan, read back: enough for every report, not enough to run it again.
//
// Prompts are as many empty ones as there were, at most kMostPrompts; timeouts and the key are not in the JSON.
// Thread safety: all of it.
#pragma once

#include "loadtest/results/document_field.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

RunPlan read_plan(const DocumentField& field);

// What the plan's JSON tells of what was sent; not known when it does not.
DatasetFacts read_dataset(const DocumentField& plan);

}  // namespace oaisim::loadtest
