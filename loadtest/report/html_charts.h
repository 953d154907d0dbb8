// The charts of the HTML report, made of a result.
//
// Latencies are from intended, in milliseconds; times in seconds, or in minutes of a long run.  A chart without values
// is drawn as nothing.
// Thread safety: all of it.
#pragma once

#include "loadtest/report/svg_chart.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// Over time, with the warm-up and the stages as bands.
Chart ttft_over_time(const RunResult& result);
Chart e2e_over_time(const RunResult& result);
Chart requests_over_time(const RunResult& result);
Chart tokens_over_time(const RunResult& result);
Chart concurrency_over_time(const RunResult& result);

// Against the share of requests.
Chart percentile_curves(const RunResult& result);

// How often which latency was met.
Chart latency_histogram(const std::string& title, const HdrHistogram& latency);

// Against the level of concurrency; nothing to see with fewer than two levels.
Chart latency_by_level(const RunResult& result);
Chart requests_by_level(const RunResult& result);
Chart tokens_by_level(const RunResult& result);

}  // namespace oaisim::loadtest
