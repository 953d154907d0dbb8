// The result as one HTML page that needs nothing else: no network, no script, no other file.
//
// Light or dark as the reader's system is, and made for screens from a phone's width on, for keyboards and for screen
// readers: every chart has its figures in words and in a table.  Whatever came from outside, such as names, labels and
// what servers said, is shown as text.  The page is well-formed XML as well.
// Thread safety: all of it.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_html(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
