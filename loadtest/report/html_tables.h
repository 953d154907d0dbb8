// The tables of the HTML report: every figure of a result, and what was run.
//
// Each function writes its table, or nothing when there is nothing to show.  Thread safety: all of it.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void write_plan_table(const RunResult& result, std::ostream& out);
void write_threshold_table(const RunResult& result, std::ostream& out);
void write_latency_table(const RunResult& result, std::ostream& out);
void write_token_table(const RunResult& result, std::ostream& out);
void write_throughput_table(const RunResult& result, std::ostream& out);
void write_count_table(const RunResult& result, std::ostream& out);
void write_error_table(const RunResult& result, std::ostream& out);
void write_segment_table(const char* caption, const std::vector<Segment>& segments, std::ostream& out);
void write_timeline_table(const RunResult& result, std::ostream& out);
void write_client_table(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
