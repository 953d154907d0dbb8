// The result for a person: tables and a histogram of latency in plain text.
//
// Thread safety: all of it.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_console(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
