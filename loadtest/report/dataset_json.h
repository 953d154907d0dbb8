// What was sent, as the plan in a result's JSON has it.
//
// Thread safety: all of it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "loadtest/results/dataset_facts.h"

namespace oaisim::loadtest {

// REQUIRES: the facts are known.
nlohmann::ordered_json dataset_json(const DatasetFacts& facts);

}  // namespace oaisim::loadtest
