// By how much a run may differ from another: `compare A B --fail-if 'ttft_p99>+10%'`.
//
//   METRIC        OPERATOR  SIGN VALUE[UNIT]     the difference B - A
//   ttft_p99         >         +10%              relative to A
//   ttft_p99         >         +50ms             absolute, in the metric's unit
//   rps              <         -5%
//   error_rate       >         +0.5pp            points of per cent, of a share
//
// Metrics are those of thresholds (threshold.h) but _min and _max: of extremes, resampling tells nothing.
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "loadtest/plan/threshold.h"

namespace oaisim::loadtest {

struct DifferenceLimit {
  std::string text;  // as it was given
  Threshold metric;  // only what says which figure it is
  bool is_upper = true;
  bool is_relative = true;
  double value = 0;  // a share of A, or in the metric's unit
};

// Error: what is wrong with the expression and what is allowed.
Result<DifferenceLimit> parse_difference_limit(std::string_view text);

// The metric alone.
Result<Threshold> parse_compared_metric(std::string_view name);

}  // namespace oaisim::loadtest
