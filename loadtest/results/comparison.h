// Two runs side by side: by how much each figure differs, how sure that is, and what of it is beyond a limit.
//
// A limit is broken only when the whole interval of the difference lies beyond it, so that noise fails no build.
// Thread safety: all of it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "loadtest/plan/difference_limit.h"
#include "loadtest/results/bootstrap.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

struct Difference {
  Threshold metric;
  std::optional<double> a;  // in the metric's unit; nothing: it was not measured
  std::optional<double> b;
  bool is_known = false;      // the rest is there
  double absolute = 0;        // B - A
  double relative = 0;        // (B - A) / A; NaN when A is 0
  Differences interval;       // of both
  bool is_over_time = false;  // from the slices of both timelines
  bool is_certain() const { return interval.absolute.low > 0 || interval.absolute.high < 0; }  // it is no noise
};

enum class LimitState {
  kept,
  not_certain,  // the difference is beyond the limit, but not all of its interval
  failed,       // or it cannot be told
};

struct LimitOutcome {
  DifferenceLimit limit;
  Difference difference;
  LimitState state = LimitState::kept;
};

struct Comparison {
  BootstrapPlan plan;
  std::vector<Difference> differences;
  std::vector<LimitOutcome> limits;
  std::vector<std::string> notes;  // in what the runs differ besides their figures

  bool failed() const;  // a limit is broken
};

Difference difference_of(const RunResult& a, const RunResult& b, const Threshold& metric, const BootstrapPlan& plan);

// `metrics` are shown; those of the limits are added where they are missing.
Comparison compare(const RunResult& a, const RunResult& b, std::span<const Threshold> metrics,
                   std::span<const DifferenceLimit> limits, const BootstrapPlan& plan);

// What makes two plans different kinds of run, such as "model is 'a' and 'b'".
std::vector<std::string> plan_differences(const RunPlan& a, const RunPlan& b);

}  // namespace oaisim::loadtest
