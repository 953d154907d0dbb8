#include "loadtest/plan/threshold.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

struct Metric {
  std::string_view name;
  ThresholdUnit unit;
  bool has_statistic;
  bool has_intended;  // it depends on when the request was due
  bool has_parts;     // it is kept for stages and levels too
};

using enum ThresholdUnit;
constexpr std::array kMetrics{Metric{"ttft", nanoseconds, true, true, true},
                              Metric{"tpot", nanoseconds, true, false, true},
                              Metric{"icl", nanoseconds, true, false, true},
                              Metric{"stall", nanoseconds, true, false, false},
                              Metric{"e2e", nanoseconds, true, true, true},
                              Metric{"first_byte", nanoseconds, true, true, false},
                              Metric{"input_tokens", tokens, true, false, false},
                              Metric{"output_tokens", tokens, true, false, false},
                              Metric{"user_tokens_per_second", tokens_per_second, true, false, false},
                              Metric{"error_rate", share, false, false, true},
                              Metric{"rate_429", share, false, false, true},
                              Metric{"goodput_rate", share, false, false, false},
                              Metric{"goodput", per_second, false, false, false},
                              Metric{"rps", per_second, false, false, true},
                              Metric{"tokens_per_second", per_second, false, false, true}};

Error bad_threshold(std::string_view text, const std::string& problem) {
  return invalid("'" + std::string(text) + "' " + problem +
                 "; allowed: METRIC OPERATOR VALUE such as 'ttft_p99>500ms', where METRIC is ttft, e2e or first_byte "
                 "(each also with _intended), tpot, icl, stall, input_tokens, output_tokens or user_tokens_per_second "
                 "with _p50, _p75, _p90, _p95, _p99, _p99.9, _mean, _median, _stddev, _min or _max, or error_rate, "
                 "rate_429, goodput_rate, goodput, rps, tokens_per_second; some also as stage[NAME].METRIC and "
                 "level[NAME].METRIC; OPERATOR is >, <, >= or <=; a latency needs us, ms or s, a rate may have %");
}

// Takes "stage[peak]." off the front of a metric's name; false when it is there and broken.
bool parse_part(std::string_view& name, Threshold& threshold) {
  for (const auto& [prefix, part] :
       {std::pair{std::string_view("stage["), ThresholdPart::stage}, {"level[", ThresholdPart::level}}) {
    if (!name.starts_with(prefix)) continue;
    const auto end = name.rfind("].");
    if (end == std::string_view::npos || end == prefix.size()) return false;
    threshold.part = part;
    threshold.part_name = name.substr(prefix.size(), end - prefix.size());
    name.remove_prefix(end + 2);
  }
  return true;
}

bool parse_statistic(std::string_view statistic, Threshold& threshold) {
  threshold.statistic = statistic == "median" ? "p50" : statistic;
  if (statistic == "mean" || statistic == "stddev" || statistic == "max" || statistic == "min") return true;
  if (!threshold.statistic.starts_with('p')) return false;
  const auto percentile = parse_number(std::string_view(threshold.statistic).substr(1));
  if (!percentile || *percentile < 0 || *percentile > 100) return false;
  threshold.percentile = *percentile;
  return true;
}

// Takes "ttft_intended_p99" apart; false when it is no metric.
bool parse_metric(std::string_view name, Threshold& threshold) {
  if (!parse_part(name, threshold)) return false;
  const auto find = [](std::string_view wanted) {
    return std::find_if(kMetrics.begin(), kMetrics.end(), [&](const Metric& m) { return m.name == wanted; });
  };
  const auto* metric = find(name);
  const bool plain = metric != kMetrics.end();
  if (!plain) {
    const auto underscore = name.rfind('_');
    if (underscore == std::string_view::npos || !parse_statistic(name.substr(underscore + 1), threshold)) return false;
    name = name.substr(0, underscore);
    if (name.ends_with("_intended")) {
      threshold.intended = true;
      name.remove_suffix(9);
    }
    metric = find(name);
  }
  if (metric == kMetrics.end() || metric->has_statistic == plain) return false;
  if (threshold.intended && !metric->has_intended) return false;
  if (threshold.part != ThresholdPart::whole && !metric->has_parts) return false;
  threshold.metric = metric->name;
  threshold.unit = metric->unit;
  return true;
}

bool parse_value(std::string_view text, Threshold& threshold) {
  if (threshold.is_latency()) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.back())) != 0) return false;
    const auto duration = parse_duration(text);
    if (duration) threshold.value = static_cast<double>(duration->count());
    return duration.ok();
  }
  const bool is_share = threshold.unit == share;
  const bool per_cent = is_share && text.ends_with('%');
  if (per_cent) text = trimmed(text.substr(0, text.size() - 1));
  const auto number = parse_number(text);
  if (!number || *number < 0) return false;
  threshold.value = per_cent ? *number / 100 : *number;
  return !is_share || threshold.value <= 1;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

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
  // A stage's name may hold an operator's character.
  const auto after_part = text.find("].");
  const auto position = text.find_first_of("<>", after_part == std::string_view::npos ? 0 : after_part);
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
