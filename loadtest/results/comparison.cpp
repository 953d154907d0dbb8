#include "loadtest/results/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loadtest/results/run_samples.h"
#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {
namespace {

Interval shifted(const Interval& interval, double by) { return {interval.low + by, interval.high + by}; }

double relative_difference(double a, double b) { return a == 0 ? std::numeric_limits<double>::quiet_NaN() : b / a - 1; }

// How many observations a share is of; 0: the metric is no share.
double observations(const RunResult& run, const Threshold& metric) {
  if (metric.metric == "goodput_rate") return static_cast<double>(run.goodput.offered);
  return metric.unit == ThresholdUnit::share ? static_cast<double>(run.measured.finished()) : 0;
}

// How far the true share may be from one of 0 or 1, which drawing anew never leaves: the exact bound of a binomial
// share (Hanley and Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?", JAMA 249, 1983).
double unseen(double share, double observations, double confidence) {
  if (observations <= 0 || (share > 0 && share < 1)) return 0;
  return 1 - std::pow((1 - confidence) / 2, 1 / observations);
}

// Adds the uncertainty of shares that are 0 or 1, as independent parts are added (Newcombe, Statistics in Medicine 17,
// 1998, method 10).
Interval with_unseen(const Interval& drawn, double value, double below, double above) {
  Interval interval = drawn;
  if (below > 0) interval.low = value - std::hypot(value - drawn.low, below);
  if (above > 0) interval.high = value + std::hypot(drawn.high - value, above);
  return interval;
}

void add_unseen(Difference& difference, const RunResult& a, const RunResult& b, double confidence) {
  const double of_a = unseen(*difference.a, observations(a, difference.metric), confidence);
  const double of_b = unseen(*difference.b, observations(b, difference.metric), confidence);
  const auto at = [](double share, double end, double width) { return share == end ? width : 0; };
  const double below = std::hypot(at(*difference.a, 0, of_a), at(*difference.b, 1, of_b));
  const double above = std::hypot(at(*difference.a, 1, of_a), at(*difference.b, 0, of_b));
  difference.interval.absolute = with_unseen(difference.interval.absolute, difference.absolute, below, above);
  if (*difference.a <= 0) return;
  difference.interval.relative =
      with_unseen(difference.interval.relative, difference.relative, below / *difference.a, above / *difference.a);
}

LimitState judge(const DifferenceLimit& limit, const Difference& difference) {
  const double value = limit.is_relative ? difference.relative : difference.absolute;
  const Interval& interval = limit.is_relative ? difference.interval.relative : difference.interval.absolute;
  if (!difference.is_known || std::isnan(value)) return LimitState::failed;
  const auto is_beyond = [&](double x) { return limit.is_upper ? x > limit.value : x < limit.value; };
  if (!is_beyond(value)) return LimitState::kept;
  return is_beyond(limit.is_upper ? interval.low : interval.high) ? LimitState::failed : LimitState::not_certain;
}

void note(std::vector<std::string>& notes, const char* name, const std::string& a, const std::string& b) {
  if (a != b) notes.push_back(std::string(name) + " is '" + a + "' and '" + b + "'");
}

std::string slos_of(const RunPlan& plan) {
  std::string text;
  for (const Slo& slo : plan.output.slos) text += (text.empty() ? "" : ", ") + slo.text;
  return text;
}

// Runs of one kind may have been merged from loads of another size, but are not compared without a word.
void note_load(std::vector<std::string>& notes, const LoadPlan& a, const LoadPlan& b) {
  if (a.shape != b.shape) return notes.push_back("the loads have different shapes");
  note(notes, "users", std::to_string(a.users), std::to_string(b.users));
  note(notes, "requests per second", std::to_string(a.requests_per_second), std::to_string(b.requests_per_second));
}

}  // namespace

bool Comparison::failed() const {
  return std::any_of(limits.begin(), limits.end(),
                     [](const LimitOutcome& outcome) { return outcome.state == LimitState::failed; });
}

// Their seeds may differ: most runs have one of their own.
void note_dataset(std::vector<std::string>& notes, DatasetFacts a, DatasetFacts b) {
  if (a.kind == DatasetKind::unknown || b.kind == DatasetKind::unknown) return;
  a.seed = b.seed;
  if (a != b) note(notes, "dataset", a.text(), b.text());
}

Difference difference_of(const RunResult& a, const RunResult& b, const Threshold& metric, const BootstrapPlan& plan) {
  Difference difference{.metric = metric, .a = value_of(a, metric), .b = value_of(b, metric), .interval = {}};
  const auto figure_a = sampled_figure(a, metric);
  const auto figure_b = sampled_figure(b, metric);
  if (!difference.a || !difference.b || !figure_a || !figure_b) return difference;
  difference.is_known = true;
  difference.is_over_time = figure_a->is_over_time && figure_b->is_over_time;
  difference.absolute = *difference.b - *difference.a;
  difference.relative = relative_difference(*difference.a, *difference.b);
  difference.interval = bootstrap(figure_a->samples, figure_a->statistic, figure_b->samples, figure_b->statistic, plan);
  // What is drawn is known to two digits; the figures themselves to three.
  const double drawn_a = figure_a->statistic(figure_a->samples.totals());
  const double drawn_b = figure_b->statistic(figure_b->samples.totals());
  const double absolute = difference.absolute - (drawn_b - drawn_a);
  const double relative = difference.relative - relative_difference(drawn_a, drawn_b);
  if (std::isfinite(absolute)) difference.interval.absolute = shifted(difference.interval.absolute, absolute);
  if (std::isfinite(relative)) difference.interval.relative = shifted(difference.interval.relative, relative);
  add_unseen(difference, a, b, plan.confidence);
  return difference;
}

Comparison compare(const RunResult& a, const RunResult& b, std::span<const Threshold> metrics,
                   std::span<const DifferenceLimit> limits, const BootstrapPlan& plan) {
  Comparison comparison{.plan = plan, .differences = {}, .limits = {}, .notes = plan_differences(a.plan, b.plan)};
  note_load(comparison.notes, a.plan.load, b.plan.load);
  note_dataset(comparison.notes, a.dataset, b.dataset);
  const auto known = [&](const Threshold& metric) -> const Difference& {
    auto& all = comparison.differences;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Difference& d) { return d.metric.text == metric.text; });
    return found != all.end() ? *found : all.emplace_back(difference_of(a, b, metric, plan));
  };
  for (const Threshold& metric : metrics) known(metric);
  for (const DifferenceLimit& limit : limits) {
    const Difference& difference = known(limit.metric);
    comparison.limits.push_back({.limit = limit, .difference = difference, .state = judge(limit, difference)});
  }
  return comparison;
}

std::vector<std::string> plan_differences(const RunPlan& a, const RunPlan& b) {
  std::vector<std::string> notes;
  note(notes, "path", a.target.path_and_query, b.target.path_and_query);
  note(notes, "model", a.target.model, b.target.model);
  note(notes, "deployment", a.target.deployment, b.target.deployment);
  note(notes, "stream", a.request.stream ? "true" : "false", b.request.stream ? "true" : "false");
  const auto tokens = [](const RunPlan& plan) {
    return plan.request.max_tokens ? std::to_string(*plan.request.max_tokens) : std::string("none");
  };
  note(notes, "max_tokens", tokens(a), tokens(b));
  note(notes, "time scale", std::to_string(a.time_scale), std::to_string(b.time_scale));
  note(notes, "slo", slos_of(a), slos_of(b));
  return notes;
}

}  // namespace oaisim::loadtest
