// A dataset's record as a sample: which of its fields is the prompt, the system message, the longest reply, an image.
//
// A field that is found by one of its usual names is used when its value fits; one that is named by the plan has to
// be there and has to fit.
//
// Thread safety: all of it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "common/base/result.h"
#include "loadtest/datasets/sample.h"
#include "loadtest/plan/dataset_plan.h"

namespace oaisim::loadtest {

// Without its record and its token count.  Nothing: a ShareGPT conversation in which no human says anything, of which
// the public datasets have many.  Error: what the record lacks, and the fields that it has.
Result<std::optional<Sample>> sample_of(const nlohmann::json& record, const DatasetFilePlan& plan);

}  // namespace oaisim::loadtest
