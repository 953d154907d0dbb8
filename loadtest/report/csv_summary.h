// All figures of a run as CSV, one line each: figure,from,unit,count,mean,stddev,min,p50,p75,p90,p95,p99,p99.9,max
//
// A figure without a distribution has its value as `mean`.  Thread safety: all of it.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_csv_summary(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
