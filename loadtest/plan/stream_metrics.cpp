#include "loadtest/plan/stream_metrics.h"

#include <algorithm>
#include <array>

namespace oaisim::loadtest {
namespace {

constexpr std::array<std::string_view, 4> kOfStreams{"ttft", "tpot", "icl", "stall"};
constexpr std::array<std::string_view, 2> kFailures{"error_rate", "rate_429"};
constexpr std::array<std::string_view, 5> kYields{"goodput", "goodput_rate", "rps", "tokens_per_second",
                                                  "user_tokens_per_second"};

bool is_one_of(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string needs_stream(const std::string& condition) {
  return "'" + condition + "' needs --stream; a reply that is not streamed has no TTFT, TPOT, ICL or stall, but e2e";
}

Status check_measured(const std::string& flag, const Threshold& threshold, bool streamed) {
  if (streamed || !is_one_of(kOfStreams, threshold.metric)) return success();
  return invalid(flag + ": " + needs_stream(threshold.text));
}

Status check_direction(const std::string& flag, const Threshold& slo) {
  const bool at_least =
      slo.comparison == ThresholdOperator::greater || slo.comparison == ThresholdOperator::greater_or_equal;
  const bool cost = slo.is_latency() || is_one_of(kFailures, slo.metric);
  if (cost && at_least) return invalid(flag + ": '" + slo.text + "' is what must hold, so it needs < or <=");
  if (!at_least && is_one_of(kYields, slo.metric)) {
    return invalid(flag + ": '" + slo.text + "' is what must hold, so it needs > or >=");
  }
  return success();
}

}  // namespace oaisim::loadtest
