// A comparison of two runs as a table on the console, in Markdown and as JSON.
//
//   metric     A          B          difference   95 % interval          verdict
//   ttft_p99   351.0 ms   362.0 ms   +3.1 %       -1.2 % to +7.4 %       no difference
//
// JSON: latencies in milliseconds, shares from 0 to 1; docs/schemas/load-comparison.schema.json.
// Thread safety: all of it.
#pragma once

#include <ostream>
#include <string>

#include "loadtest/results/comparison.h"

namespace oaisim::loadtest {

struct ComparedRuns {
  std::string a;  // what the user called them
  std::string b;
};

void report_comparison(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out);
void report_comparison_markdown(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out);
void report_comparison_json(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out);

}  // namespace oaisim::loadtest
