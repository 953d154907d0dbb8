// A condition under which a run has failed: `--fail-if 'ttft_p99>500ms'`.
//
//   [PART.]METRIC        OPERATOR  VALUE[UNIT]
//   ttft_p99                 >     500ms     a figure of many requests with a statistic; see the table in the .cpp
//   error_rate               >=    1%        a share of all requests; a number or per cent
//   rps                      <     100       a rate of the steady window
//   stage[peak].ttft_p99     >     2s        of a stage by its name, or of a level: level[8], level[9-16]
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim::loadtest {

enum class ThresholdOperator { greater, less, greater_or_equal, less_or_equal };

// What a metric is counted in.
enum class ThresholdUnit { nanoseconds, tokens, tokens_per_second, share, per_second };

// A part of a run that a threshold is about.
enum class ThresholdPart { whole, stage, level };

struct Threshold {
  std::string text;                           // as it was given
  ThresholdPart part = ThresholdPart::whole;  // of the run
  std::string part_name;                      // of the stage or the level
  std::string metric;                         // without `_intended` and the statistic
  ThresholdUnit unit = ThresholdUnit::share;  // of the metric
  bool intended = false;                      // from the intended moment instead of from the sending
  std::string statistic;                      // "mean", "stddev", "max", "min", or "p" and a number; empty: it has none
  double percentile = 0;                      // when the statistic starts with p
  ThresholdOperator comparison = ThresholdOperator::greater;
  double value = 0;  // in the metric's unit

  bool is_latency() const { return unit == ThresholdUnit::nanoseconds; }
  bool holds_for(double measured) const;  // true: the run has failed
};

// Error: what is wrong with the expression and what is allowed.
Result<Threshold> parse_threshold(std::string_view text);

// Without white space around it.
std::string_view trimmed(std::string_view text);

}  // namespace oaisim::loadtest
