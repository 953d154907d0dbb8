// How a run is going, in Prometheus' text format: what a scrape of a running test gets.
//
// Latencies are of the last few seconds, from intended, as gauges with a quantile; the rest counts from the start.
// Units: seconds.  Source: https://prometheus.io/docs/instrumenting/exposition_formats (text format 0.0.4).
// Thread safety: all of it.
#pragma once

#include <string>

#include "loadtest/plan/run_plan.h"
#include "loadtest/results/progress.h"

namespace oaisim::loadtest {

inline constexpr const char* kPrometheusType = "text/plain; version=0.0.4; charset=utf-8";

std::string prometheus_text(const RunPlan& plan, const Progress& progress);

}  // namespace oaisim::loadtest
