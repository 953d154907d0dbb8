// The percentile distribution of a latency in the classic text form of HdrHistogram (`.hgrm`), which its plotters read.
//
//        Value     Percentile TotalCount 1/(1-Percentile)
//      201.851 0.000000000000          1           1.00
//      ...
//   #[Mean    =      351.650, StdDeviation   =       86.603]
//
// Values are milliseconds.  The percentiles halve their distance to 1 every five lines.
// Thread safety: all of it.  Source: HdrHistogram's outputPercentileDistribution.
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_e2e_hgrm(const RunResult& result, std::ostream& out);   // E2E from intended
void report_ttft_hgrm(const RunResult& result, std::ostream& out);  // TTFT from intended

}  // namespace oaisim::loadtest
