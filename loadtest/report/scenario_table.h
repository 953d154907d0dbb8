// The PASS/FAIL table that ends a scenario.
//
// Thread safety: all of it.
#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include "loadtest/results/scenario_checks.h"

namespace oaisim::loadtest {

void report_scenario(std::string_view name, const std::vector<Check>& checks, std::ostream& out);

}  // namespace oaisim::loadtest
