// The result in GitHub's Markdown: short enough for a comment on a pull request.
//
// Thread safety: all of it.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// Text of others within a paragraph or a cell: none of it is markup.
std::string markdown_escaped(std::string_view text);

void report_markdown(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
