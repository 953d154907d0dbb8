#include "loadtest/plan/difference_limit.h"

#include <cctype>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

Error bad_limit(std::string_view text, const std::string& problem) {
  return invalid(
      "'" + std::string(text) + "' " + problem +
      "; allowed: METRIC>+VALUE or METRIC<-VALUE, where VALUE is a per cent of A such as 10%, a latency such "
      "as 50ms, points of per cent of a share such as 0.5pp, or a number; such as 'ttft_p99>+10%', "
      "'error_rate>+1pp', 'rps<-5%'");
}

// Without its sign.  False: it does not fit the metric.
bool parse_size(std::string_view text, DifferenceLimit& limit) {
  const bool is_share = limit.metric.unit == ThresholdUnit::share;
  limit.is_relative = text.ends_with('%');
  const bool is_points = is_share && text.ends_with("pp");
  if (limit.is_relative) text.remove_suffix(1);
  if (is_points) text.remove_suffix(2);
  text = trimmed(text);
  if (limit.metric.is_latency() && !limit.is_relative) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.back())) != 0) return false;
    const auto duration = parse_duration(text);
    if (duration) limit.value = static_cast<double>(duration->count());
    return duration.ok();
  }
  const auto number = parse_number(text);
  if (!number || *number < 0) return false;
  limit.value = limit.is_relative || is_points ? *number / 100 : *number;
  return true;
}

}  // namespace

Result<Threshold> parse_compared_metric(std::string_view name) {
  const std::string condition = std::string(name) + ">0";
  auto metric = parse_threshold(condition + "ms");
  if (!metric) metric = parse_threshold(condition);
  if (!metric) return bad_limit(name, "names no known metric");
  metric->text = name;
  if (metric->statistic == "min" || metric->statistic == "max") {
    return bad_limit(name, "is an extreme, of which no interval can be told; compare a percentile instead");
  }
  if (metric->part != ThresholdPart::whole && metric->statistic.empty()) {
    return bad_limit(name, "is compared for whole runs only");
  }
  return metric;
}

Result<DifferenceLimit> parse_difference_limit(std::string_view text) {
  const auto after_part = text.find("].");
  const auto position = text.find_first_of("<>", after_part == std::string_view::npos ? 0 : after_part);
  if (position == std::string_view::npos) return bad_limit(text, "has no operator");
  DifferenceLimit limit;
  limit.text = trimmed(text);
  limit.is_upper = text[position] == '>';
  auto metric = parse_compared_metric(trimmed(text.substr(0, position)));
  if (!metric) return metric.error();
  limit.metric = std::move(*metric);
  const auto size = trimmed(text.substr(position + 1));
  if (!size.starts_with('+') && !size.starts_with('-')) return bad_limit(text, "has no sign before its value");
  if (!parse_size(trimmed(size.substr(1)), limit)) return bad_limit(text, "has a value that does not fit the metric");
  if (size.starts_with('-')) limit.value = -limit.value;
  return limit;
}

}  // namespace oaisim::loadtest
