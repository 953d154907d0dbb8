#include "loadtest/results/threshold_values.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

constexpr double kThousandths = 1e3;  // of TokenFigures::per_user

// The figures of the run or of one of its parts; null: that part does not have them.
struct Figures {
  const Latency* ttft = nullptr;
  const Latency* e2e = nullptr;
  const HdrHistogram* tpot = nullptr;
  const HdrHistogram* icl = nullptr;
  const Counts* counts = nullptr;
  const Throughput* throughput = nullptr;
};

Figures figures_of(const RunResult& result, const Threshold& threshold) {
  if (threshold.part == ThresholdPart::whole) {
    return {.ttft = &result.latencies.ttft,
            .e2e = &result.latencies.e2e,
            .tpot = &result.latencies.tpot,
            .icl = &result.latencies.icl,
            .counts = &result.measured,
            .throughput = &result.steady};
  }
  const auto& parts = threshold.part == ThresholdPart::stage ? result.stages : result.levels;
  const auto found = std::find_if(parts.begin(), parts.end(),
                                  [&](const Segment& segment) { return segment.name == threshold.part_name; });
  if (found == parts.end()) return {};
  return {.ttft = &found->ttft,
          .e2e = &found->e2e,
          .tpot = &found->tpot,
          .icl = &found->icl,
          .counts = &found->counts,
          .throughput = &found->throughput};
}

double statistic_of(const HdrHistogram& histogram, const Threshold& threshold) {
  if (threshold.statistic == "mean") return histogram.mean();
  if (threshold.statistic == "stddev") return histogram.standard_deviation();
  if (threshold.statistic == "max") return static_cast<double>(histogram.max());
  if (threshold.statistic == "min") return static_cast<double>(histogram.min());
  return static_cast<double>(histogram.percentile(threshold.percentile));
}

std::optional<double> share_of(const Counts& counts, std::uint64_t part) {
  if (counts.finished() == 0) return std::nullopt;
  return counts.share_of_finished(part);
}

// Of a metric without a statistic.
std::optional<double> plain_value(const RunResult& result, const Threshold& threshold) {
  const std::string& metric = threshold.metric;
  if (metric == "goodput" || metric == "goodput_rate") {
    if (result.goodput.offered == 0) return std::nullopt;
    return metric == "goodput" ? result.goodput.per_second : result.goodput.share();
  }
  const Figures figures = figures_of(result, threshold);
  if (figures.counts == nullptr || figures.counts->requests == 0) return std::nullopt;
  if (metric == "error_rate") return share_of(*figures.counts, figures.counts->failures());
  if (metric == "rate_429") return share_of(*figures.counts, figures.counts->of(Outcome::rate_limited));
  if (metric == "rps") return figures.throughput->successes_per_second;
  return figures.throughput->completion_tokens_per_second;
}

}  // namespace

const HdrHistogram* histogram_of(const RunResult& result, const Threshold& threshold) {
  const std::string& metric = threshold.metric;
  const Figures figures = figures_of(result, threshold);
  const auto from = [&](const Latency* latency) -> const HdrHistogram* {
    if (latency == nullptr) return nullptr;
    return threshold.intended ? &latency->from_intended : &latency->from_sent;
  };
  if (metric == "ttft") return from(figures.ttft);
  if (metric == "e2e") return from(figures.e2e);
  if (metric == "tpot") return figures.tpot;
  if (metric == "icl") return figures.icl;
  if (metric == "first_byte") return from(&result.latencies.first_byte);
  if (metric == "stall") return &result.latencies.stall;
  if (metric == "input_tokens") return &result.tokens.input;
  if (metric == "output_tokens") return &result.tokens.output;
  if (metric == "user_tokens_per_second") return &result.tokens.per_user;
  return nullptr;
}

std::optional<double> value_of(const RunResult& result, const Threshold& threshold) {
  if (threshold.statistic.empty()) return plain_value(result, threshold);
  const HdrHistogram* histogram = histogram_of(result, threshold);
  if (histogram == nullptr || histogram->empty()) return std::nullopt;
  const double value = statistic_of(*histogram, threshold);
  return threshold.unit == ThresholdUnit::tokens_per_second ? value / kThousandths : value;
}

std::optional<double> value_from_intended(const RunResult& result, Threshold threshold) {
  threshold.intended = true;
  return value_of(result, threshold);
}

std::vector<ThresholdOutcome> check_thresholds(const RunResult& result) {
  std::vector<ThresholdOutcome> outcomes;
  for (const auto& threshold : result.plan.output.thresholds) {
    const auto measured = value_of(result, threshold);
    outcomes.push_back({.threshold = threshold,
                        .measured = measured.value_or(0),
                        .has_value = measured.has_value(),
                        .failed = !measured || threshold.holds_for(*measured)});
  }
  return outcomes;
}

}  // namespace oaisim::loadtest
