// The figure of a run that a threshold names.
//
// Thread safety: all of it.
#pragma once

#include <optional>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// Of a metric with a statistic, which histogram.  Nothing: the metric has none, or there is no such stage or level.
const HdrHistogram* histogram_of(const RunResult& result, const Threshold& threshold);

// In the threshold's unit.  Nothing: it was not measured.
std::optional<double> value_of(const RunResult& result, const Threshold& threshold);

// The same from intended, where the threshold is from sent: other than value_of() when requests waited to be sent.
std::optional<double> value_from_intended(const RunResult& result, Threshold threshold);

std::vector<ThresholdOutcome> check_thresholds(const RunResult& result);

}  // namespace oaisim::loadtest
