#include "loadtest/report/comparison_report.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/base/version.h"
#include "loadtest/report/markdown.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

using Row = std::vector<std::string>;

constexpr double kNanosecondsPerMs = 1e6;

// ---- Words

std::string value_text(const std::optional<double>& value, const Threshold& metric) {
  if (!value) return "not measured";
  const double size = std::abs(*value);
  const std::string sign = *value < 0 ? "-" : "";
  if (metric.is_latency()) return sign + milliseconds(size) + " ms";
  if (metric.unit == ThresholdUnit::share) return sign + decimals(size * 100, 3) + " %";
  return sign + decimals(size, 1);
}

std::string signed_text(double value, const Threshold& metric) {
  if (std::isinf(value)) return value < 0 ? "-inf" : "+inf";
  const std::string text = value_text(value, metric);
  const std::string with_sign = value < 0 ? text : "+" + text;
  return metric.unit == ThresholdUnit::share ? with_sign.substr(0, with_sign.size() - 2) + " pp" : with_sign;
}

std::string percent_text(double share) {
  if (std::isnan(share)) return "-";
  if (std::isinf(share)) return share < 0 ? "-inf" : "+inf";
  return (share < 0 ? "" : "+") + percent(share);
}

std::string interval_text(const Difference& difference) {
  if (!difference.is_known) return "-";
  const Interval& relative = difference.interval.relative;
  if (std::isfinite(relative.low) && std::isfinite(relative.high))
    return percent_text(relative.low) + " to " + percent_text(relative.high);
  const Interval& absolute = difference.interval.absolute;
  return signed_text(absolute.low, difference.metric) + " to " + signed_text(absolute.high, difference.metric);
}

std::string difference_text(const Difference& difference) {
  if (!difference.is_known) return "-";
  std::string absolute = signed_text(difference.absolute, difference.metric);
  if (std::isnan(difference.relative)) return absolute;
  return absolute + ", " + percent_text(difference.relative);
}

std::string verdict_text(const Difference& difference) {
  if (!difference.is_known) return "not known";
  if (!difference.is_certain()) return "no certain difference";
  return difference.absolute > 0 ? "higher" : "lower";
}

const char* state_text(LimitState state) {
  switch (state) {
    case LimitState::kept:
      return "kept";
    case LimitState::not_certain:
      return "beyond, but not certain";
    case LimitState::failed:
      return "FAILED";
  }
  return "";
}

std::string confidence_text(const Comparison& comparison) {
  std::string text = decimals(comparison.plan.confidence * 100, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + " % interval";
}

// ---- Tables, as rows of text

std::vector<Row> figure_rows(const Comparison& comparison) {
  std::vector<Row> rows{{"metric", "A", "B", "difference", confidence_text(comparison), "B is"}};
  for (const Difference& d : comparison.differences) {
    rows.push_back({d.metric.text, value_text(d.a, d.metric), value_text(d.b, d.metric), difference_text(d),
                    interval_text(d), verdict_text(d)});
  }
  return rows;
}

std::vector<Row> limit_rows(const Comparison& comparison) {
  std::vector<Row> rows{{"fail if", "difference", confidence_text(comparison), "outcome"}};
  for (const LimitOutcome& outcome : comparison.limits) {
    rows.push_back({outcome.limit.text, difference_text(outcome.difference), interval_text(outcome.difference),
                    state_text(outcome.state)});
  }
  return rows;
}

void write_columns(const std::vector<Row>& rows, std::ostream& out) {
  constexpr std::size_t kGap = 3;
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) out << left(row[i], widths[i] + kGap);
    out << row.back() << '\n';
  }
  out << '\n';
}

void write_markdown_rows(const std::vector<Row>& rows, std::ostream& out) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& cell : rows[i]) out << "| " << markdown_escaped(cell) << ' ';
    out << "|\n";
    if (i > 0) continue;
    for (std::size_t k = 0; k < rows[i].size(); ++k) out << "| --- ";
    out << "|\n";
  }
  out << '\n';
}

// ---- JSON

nlohmann::ordered_json finite(double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nullptr; }

nlohmann::ordered_json difference_json(const Difference& d) {
  const double unit = d.metric.is_latency() ? kNanosecondsPerMs : 1;
  const auto value = [&](const std::optional<double>& v) { return v ? finite(*v / unit) : nullptr; };
  nlohmann::ordered_json json{{"metric", d.metric.text}, {"a", value(d.a)}, {"b", value(d.b)}};
  json["difference"] = d.is_known ? finite(d.absolute / unit) : nullptr;
  json["interval"] = {finite(d.interval.absolute.low / unit), finite(d.interval.absolute.high / unit)};
  json["relative_difference"] = d.is_known ? finite(d.relative) : nullptr;
  json["relative_interval"] = {finite(d.interval.relative.low), finite(d.interval.relative.high)};
  if (!d.is_known) json["interval"] = json["relative_interval"] = {nullptr, nullptr};
  json["certain"] = d.is_known && d.is_certain();
  json["method"] = d.is_over_time ? "blocks" : "values";
  return json;
}

}  // namespace

void report_comparison(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out) {
  out << "A  " << runs.a << "\nB  " << runs.b << "\n\n";
  for (const auto& note : comparison.notes) out << "note: " << note << '\n';
  if (!comparison.notes.empty()) out << '\n';
  write_columns(figure_rows(comparison), out);
  if (!comparison.limits.empty()) write_columns(limit_rows(comparison), out);
}

void report_comparison_markdown(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out) {
  out << "## " << (comparison.failed() ? "❌" : "✅") << " Comparison of load tests\n\nA: " << markdown_escaped(runs.a)
      << "  \nB: " << markdown_escaped(runs.b) << "\n\n";
  for (const auto& note : comparison.notes) out << "- " << markdown_escaped(note) << '\n';
  if (!comparison.notes.empty()) out << '\n';
  if (!comparison.limits.empty()) write_markdown_rows(limit_rows(comparison), out);
  write_markdown_rows(figure_rows(comparison), out);
}

void report_comparison_json(const ComparedRuns& runs, const Comparison& comparison, std::ostream& out) {
  static constexpr const char* kStates[] = {"kept", "not_certain", "failed"};
  nlohmann::ordered_json json{
      {"schema", "oaisim-load-comparison/1"}, {"version", kVersion}, {"a", runs.a}, {"b", runs.b}};
  json["confidence"] = comparison.plan.confidence;
  json["resamples"] = comparison.plan.resamples;
  json["seed"] = comparison.plan.seed;
  json["failed"] = comparison.failed();
  json["notes"] = comparison.notes;
  json["differences"] = nlohmann::ordered_json::array();
  for (const Difference& difference : comparison.differences)
    json["differences"].push_back(difference_json(difference));
  json["limits"] = nlohmann::ordered_json::array();
  for (const LimitOutcome& outcome : comparison.limits) {
    json["limits"].push_back({{"fail_if", outcome.limit.text},
                              {"metric", outcome.limit.metric.text},
                              {"state", kStates[static_cast<std::size_t>(outcome.state)]}});
  }
  out << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace oaisim::loadtest
