#include "loadtest/plan/threshold.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::array<std::string_view, 5> kLatencies{"ttft", "tpot", "icl", "e2e", "first_byte"};
constexpr std::array<std::string_view, 4> kOthers{"error_rate", "rate_429", "rps", "tokens_per_second"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Error bad_threshold(std::string_view text, const std::string& problem) {
  return invalid("'" + std::string(text) + "' " + problem +
                 "; allowed: METRIC OPERATOR VALUE such as 'ttft_p99>500ms', where METRIC is ttft, tpot, icl, e2e or "
                 "first_byte (each also with _intended) and _p50, _p90, _p95, _p99, _p99.9, _mean, _min or _max, or "
                 "error_rate, rate_429, rps, tokens_per_second; OPERATOR is >, <, >= or <=; a latency needs us, ms or "
                 "s, a rate may have %");
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

// Takes "ttft_intended_p99" apart; false when it is no metric.
bool parse_metric(std::string_view name, Threshold& threshold) {
  if (contains(kOthers, name)) {
    threshold.metric = name;
    return true;
  }
  const auto underscore = name.rfind('_');
  if (underscore == std::string_view::npos) return false;
  threshold.statistic = name.substr(underscore + 1);
  std::string_view latency = name.substr(0, underscore);
  if (latency.ends_with("_intended")) {
    threshold.intended = true;
    latency.remove_suffix(9);
  }
  if (!contains(kLatencies, latency)) return false;
  // Gaps between events do not depend on when the request was due.
  if (threshold.intended && (latency == "tpot" || latency == "icl")) return false;
  threshold.metric = latency;
  if (threshold.statistic == "mean" || threshold.statistic == "max" || threshold.statistic == "min") return true;
  if (!threshold.statistic.starts_with('p')) return false;
  const auto percentile = parse_number(std::string_view(threshold.statistic).substr(1));
  if (!percentile || *percentile < 0 || *percentile > 100) return false;
  threshold.percentile = *percentile;
  return true;
}

bool parse_value(std::string_view text, Threshold& threshold) {
  if (threshold.is_latency()) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.back())) != 0) return false;
    const auto duration = parse_duration(text);
    if (duration) threshold.value = static_cast<double>(duration->count());
    return duration.ok();
  }
  const bool is_rate = threshold.metric == "error_rate" || threshold.metric == "rate_429";
  const bool per_cent = is_rate && text.ends_with('%');
  if (per_cent) text = trimmed(text.substr(0, text.size() - 1));
  const auto number = parse_number(text);
  if (!number || *number < 0) return false;
  threshold.value = per_cent ? *number / 100 : *number;
  return !is_rate || threshold.value <= 1;
}

}  // namespace

bool Threshold::holds_for(double measured) const {
  switch (comparison) {
    case ThresholdOperator::greater:
      return measured > value;
    case ThresholdOperator::less:
      return measured < value;
    case ThresholdOperator::greater_or_equal:
      return measured >= value;
    case ThresholdOperator::less_or_equal:
      return measured <= value;
  }
  return false;
}

Result<Threshold> parse_threshold(std::string_view text) {
  const auto position = text.find_first_of("<>");
  if (position == std::string_view::npos) return bad_threshold(text, "has no operator");
  Threshold threshold;
  threshold.text = trimmed(text);
  const bool greater = text[position] == '>';
  const bool or_equal = position + 1 < text.size() && text[position + 1] == '=';
  threshold.comparison = greater ? (or_equal ? ThresholdOperator::greater_or_equal : ThresholdOperator::greater)
                                 : (or_equal ? ThresholdOperator::less_or_equal : ThresholdOperator::less);
  const std::string_view name = trimmed(text.substr(0, position));
  if (!parse_metric(name, threshold)) return bad_threshold(text, "names no known metric");
  if (!parse_value(trimmed(text.substr(position + (or_equal ? 2 : 1))), threshold)) {
    return bad_threshold(text, "has a value that does not fit the metric");
  }
  return threshold;
}

}  // namespace oaisim::loadtest
