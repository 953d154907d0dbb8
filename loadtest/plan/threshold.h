// A condition under which a run has failed: `--fail-if 'ttft_p99>500ms'`.
//
//   METRIC  OPERATOR  VALUE[UNIT]
//   ttft_p99    >     500ms         latencies: ttft, tpot, icl, e2e, first_byte, each also as NAME_intended,
//                                   with _p50, _p90, _p95, _p99, _p99.9, any other _pN, _mean, _max or _min
//   error_rate  >=    1%            rates: error_rate (429s included), rate_429, of all requests; a share or per cent
//   rps         <     100           throughputs of the steady window: rps, tokens_per_second
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim::loadtest {

enum class ThresholdOperator { greater, less, greater_or_equal, less_or_equal };

struct Threshold {
  std::string text;       // as it was given
  std::string metric;     // ttft, tpot, icl, e2e, first_byte, error_rate, rate_429, rps, tokens_per_second
  bool intended = false;  // of a latency: from the intended moment instead of from the sending
  std::string statistic;  // of a latency: "mean", "max", "min", or "p" and a number; empty for others
  double percentile = 0;  // when the statistic starts with p
  ThresholdOperator comparison = ThresholdOperator::greater;
  double value = 0;  // in the metric's unit

  bool is_latency() const { return !statistic.empty(); }
  bool holds_for(double measured) const;  // true: the run has failed
};

// Error: what is wrong with the expression and what is allowed.
Result<Threshold> parse_threshold(std::string_view text);

}  // namespace oaisim::loadtest
