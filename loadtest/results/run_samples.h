// A figure of a run in a form that can be drawn again: tallies and what the figure is of them.
//
// TTFT, E2E, rates and throughputs come from the slices of the timeline after the warm-up, when there are at least
// Samples::kFewestSlices; everything else from the histograms and counts of the whole run.  Gaps of one stream hang
// together, so as many are drawn as there were streams.
// Thread safety: all of it.
#pragma once

#include <optional>

#include "loadtest/results/bootstrap.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

struct SampledFigure {
  Samples samples;
  Statistic statistic;        // in the metric's unit
  bool is_over_time = false;  // from slices
};

// Nothing: it was not measured.
std::optional<SampledFigure> sampled_figure(const RunResult& run, const Threshold& metric);

}  // namespace oaisim::loadtest
