// Every form in which a result is written, by the name of its flag (plan/report_formats.h).
//
// A reporter is one file and one line here.  It only reads the result.  Thread safety: all of it.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

using Reporter = void (*)(const RunResult& result, std::ostream& out);

// Null: there is no such format.
Reporter find_reporter(std::string_view format);

std::vector<std::string> report_names();

}  // namespace oaisim::loadtest
