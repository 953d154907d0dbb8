// The result in GitHub's Markdown: short enough for a comment on a pull request.
//
// Thread safety: all of it.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_markdown(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
