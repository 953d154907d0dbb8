// The result for a program: the JSON of docs/schemas/load-result.schema.json.
//
// Units are in the names: `_ms` milliseconds, `_s` seconds, `_per_second`.  The key is never in it.
// Thread safety: all of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

nlohmann::ordered_json result_json(const RunResult& result);
void report_json(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
