#include "loadtest/results/run_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kThousandths = 1e3;  // of TokenFigures::per_user

// ---- Figures of a histogram: a tally for each bucket from `first` on, two significant digits wide

double low_edge(std::size_t bucket) { return static_cast<double>(CompactHistogram::lowest_of(bucket)); }
double width_of(std::size_t bucket) {
  return static_cast<double>(CompactHistogram::highest_of(bucket)) + 1 - low_edge(bucket);
}

// Within its bucket the value lies as far as the rank lies among the bucket's.
double percentile_of(std::span<const double> counts, std::size_t first, double percent) {
  double total = 0;
  for (const double count : counts) total += count;
  if (total <= 0) return kNone;
  const double rank = percent / 100 * total;
  double seen = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] <= 0) continue;
    last = i;
    if (seen + counts[i] >= rank) return low_edge(first + i) + width_of(first + i) * (rank - seen) / counts[i];
    seen += counts[i];
  }
  return low_edge(first + last) + width_of(first + last);
}

double mean_of(std::span<const double> counts, std::size_t first) {
  double total = 0;
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    sum += counts[i] * (low_edge(first + i) + width_of(first + i) / 2);
  }
  return total > 0 ? sum / total : kNone;
}

double deviation_of(std::span<const double> counts, std::size_t first) {
  const double mean = mean_of(counts, first);
  double total = 0;
  double squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double distance = low_edge(first + i) + width_of(first + i) / 2 - mean;
    total += counts[i];
    squares += counts[i] * distance * distance;
  }
  return total > 0 ? std::sqrt(squares / total) : kNone;
}

Statistic histogram_statistic(const Threshold& metric, std::size_t first) {
  const double unit = metric.unit == ThresholdUnit::tokens_per_second ? kThousandths : 1;
  if (metric.statistic == "mean") return [=](std::span<const double> counts) { return mean_of(counts, first) / unit; };
  if (metric.statistic == "stddev")
    return [=](std::span<const double> counts) { return deviation_of(counts, first) / unit; };
  return [=, percent = metric.percentile](std::span<const double> counts) {
    return percentile_of(counts, first, percent) / unit;
  };
}

const CompactHistogram& histogram_of(const TimeSlice& slice, const Threshold& metric) {
  const CompactLatency& latency = metric.metric == "ttft" ? slice.ttft : slice.e2e;
  return metric.intended ? latency.from_intended : latency.from_sent;
}

bool is_over_time(const Threshold& metric) {
  return metric.part == ThresholdPart::whole && (metric.metric == "ttft" || metric.metric == "e2e");
}

// Those that began after the warm-up.
std::vector<const TimeSlice*> measured_slices(const RunResult& run) {
  std::vector<const TimeSlice*> slices;
  for (const TimeSlice& slice : run.timeline) {
    if (slice.begin >= run.plan.load.warmup) slices.push_back(&slice);
  }
  return slices;
}

std::optional<SampledFigure> from_slices(const RunResult& run, const Threshold& metric) {
  const auto slices = measured_slices(run);
  if (!is_over_time(metric) || slices.size() < Samples::kFewestSlices) return std::nullopt;
  std::size_t first = CompactHistogram::kMaxBuckets;
  std::size_t end = 0;
  for (const TimeSlice* slice : slices) {
    const CompactHistogram& histogram = histogram_of(*slice, metric);
    if (histogram.empty()) continue;
    first = std::min(first, CompactHistogram::bucket_of(histogram.min()));
    end = std::max(end, CompactHistogram::bucket_of(histogram.max()) + 1);
  }
  if (first >= end) return std::nullopt;
  std::vector<Tallies> tallies;
  for (const TimeSlice* slice : slices) {
    const CompactHistogram& histogram = histogram_of(*slice, metric);
    Tallies counts(end - first, 0);
    for (std::size_t bucket = std::max(first, histogram.first_bucket()); bucket < std::min(end, histogram.end_bucket());
         ++bucket) {
      counts[bucket - first] = static_cast<double>(histogram.count_at(bucket));
    }
    tallies.push_back(std::move(counts));
  }
  return SampledFigure{
      .samples = Samples::of_slices(tallies), .statistic = histogram_statistic(metric, first), .is_over_time = true};
}

std::optional<SampledFigure> from_histogram(const RunResult& run, const Threshold& metric) {
  const HdrHistogram* histogram = loadtest::histogram_of(run, metric);
  if (histogram == nullptr || histogram->empty()) return std::nullopt;
  const std::size_t first = CompactHistogram::bucket_of(histogram->min());
  Tallies counts(CompactHistogram::bucket_of(histogram->max()) + 1 - first, 0);
  for (std::size_t bucket = histogram->first_bucket(); bucket < histogram->end_bucket(); ++bucket) {
    if (histogram->count_at(bucket) == 0) continue;
    // A bucket of three digits lies within one of two.
    counts[CompactHistogram::bucket_of(HdrHistogram::lowest_of(bucket)) - first] +=
        static_cast<double>(histogram->count_at(bucket));
  }
  const auto streams = static_cast<double>(run.latencies.stall.count());
  const bool hang_together = metric.metric == "icl" && streams > 0;
  return SampledFigure{
      .samples = Samples::of_values(std::move(counts),
                                    hang_together ? static_cast<double>(run.latencies.icl.count()) / streams : 1),
      .statistic = histogram_statistic(metric, first),
      .is_over_time = false};
}

// ---- Shares and rates: tallies of outcomes, tokens and seconds

constexpr std::size_t kSucceeded = 0;
constexpr std::size_t kLimited = 1;
constexpr std::size_t kFailed = 2;
constexpr std::size_t kTokens = 3;
constexpr std::size_t kSeconds = 4;

Statistic rate_statistic(const std::string& metric, double seconds) {
  return [metric, seconds](std::span<const double> t) {
    const double finished = t[kSucceeded] + t[kLimited] + t[kFailed];
    const double length = seconds > 0 ? seconds : t[kSeconds];
    if (metric == "error_rate") return finished > 0 ? (t[kLimited] + t[kFailed]) / finished : kNone;
    if (metric == "rate_429") return finished > 0 ? t[kLimited] / finished : kNone;
    if (length <= 0) return kNone;
    return (metric == "rps" ? t[kSucceeded] : t[kTokens]) / length;
  };
}

std::vector<Tallies> steady_tallies(const RunResult& run) {
  const Duration begin = std::max(run.plan.load.warmup, run.plan.load.ramp());
  std::vector<Tallies> tallies;
  for (const TimeSlice& slice : run.timeline) {
    if (slice.begin < begin || slice.begin + slice.length > begin + run.steady_length) continue;
    tallies.push_back({static_cast<double>(slice.succeeded), static_cast<double>(slice.limited),
                       static_cast<double>(slice.failed), static_cast<double>(slice.output_tokens),
                       to_seconds(slice.length)});
  }
  return tallies;
}

std::optional<SampledFigure> rate_figure(const RunResult& run, const Threshold& metric) {
  if (run.measured.finished() == 0) return std::nullopt;
  const auto tallies = steady_tallies(run);
  if (tallies.size() >= Samples::kFewestSlices) {
    return SampledFigure{
        .samples = Samples::of_slices(tallies), .statistic = rate_statistic(metric.metric, 0), .is_over_time = true};
  }
  // Tokens come in replies, so their number varies as that of the replies does.
  const bool is_tokens = metric.metric == "tokens_per_second";
  const double rate = is_tokens ? run.steady.completion_tokens_per_second : run.steady.successes_per_second;
  const auto succeeded = static_cast<double>(run.measured.of(Outcome::success));
  const auto limited = static_cast<double>(run.measured.of(Outcome::rate_limited));
  const auto failed = static_cast<double>(run.measured.failures()) - limited;
  if (metric.metric == "error_rate" || metric.metric == "rate_429") {
    return SampledFigure{.samples = Samples::of_values({succeeded, limited, failed, 0, 0}, 1),
                         .statistic = rate_statistic(metric.metric, 0),
                         .is_over_time = false};
  }
  if (succeeded == 0) return std::nullopt;
  return SampledFigure{.samples = Samples::of_values({succeeded}, 1),
                       .statistic = [=](std::span<const double> t) { return rate * t[0] / succeeded; },
                       .is_over_time = false};
}

std::optional<SampledFigure> goodput_figure(const RunResult& run, const Threshold& metric) {
  const auto met = static_cast<double>(run.goodput.met);
  const auto missed = static_cast<double>(run.goodput.offered) - met;
  if (met + missed <= 0) return std::nullopt;
  const double per_second = run.goodput.per_second;
  Statistic statistic = [](std::span<const double> t) { return t[0] + t[1] > 0 ? t[0] / (t[0] + t[1]) : kNone; };
  if (metric.metric == "goodput")
    statistic = [=](std::span<const double> t) { return met > 0 ? per_second * t[0] / met : 0; };
  return SampledFigure{
      .samples = Samples::of_values({met, missed}, 1), .statistic = std::move(statistic), .is_over_time = false};
}

}  // namespace

std::optional<SampledFigure> sampled_figure(const RunResult& run, const Threshold& metric) {
  if (metric.metric == "goodput" || metric.metric == "goodput_rate") return goodput_figure(run, metric);
  if (metric.statistic.empty()) return rate_figure(run, metric);
  if (auto figure = from_slices(run, metric)) return figure;
  return from_histogram(run, metric);
}

}  // namespace oaisim::loadtest
