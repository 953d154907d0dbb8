#include "loadtest/results/figures_document.h"

#include <algorithm>
#include <cmath>

#include "common/stats/histogram_codec.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kMostSegments = 1000;  // far more than are written, and little to read
constexpr std::size_t kMostSlices = 1000;
constexpr std::size_t kMostErrors = 1000;

std::int64_t recorded(const DocumentField& field, double unit) {
  const double value = std::round(field.number() * unit);
  if (value < static_cast<double>(std::int64_t{1} << 62)) return static_cast<std::int64_t>(value);
  field.fail("is too large");
  return 0;
}

Result<HdrHistogram> decode(std::string_view text, const HdrHistogram::Exact& exact, HdrHistogram /*kind*/) {
  return decode_histogram(text, exact);
}

Result<CompactHistogram> decode(std::string_view text, const CompactHistogram::Exact& exact,
                                CompactHistogram /*kind*/) {
  return decode_compact_histogram(text, exact);
}

template <typename Histogram>
Histogram histogram_of(const DocumentField& field, double unit) {
  const std::uint64_t count = field["count"].count();
  if (count == 0) return {};
  // The sum of whole numbers is whole; the JSON has it to the last digit of a double.
  const typename Histogram::Exact exact{.min = recorded(field["min"], unit),
                                        .max = recorded(field["max"], unit),
                                        .sum = std::round(field["sum"].number() * unit)};
  const DocumentField encoded = field["encoded"];
  auto histogram = decode(encoded.text(), exact, Histogram{});
  if (!histogram) return encoded.fail("cannot be read: " + histogram.error().message), Histogram{};
  if (histogram->count() != count) field["count"].fail("is not how many values `encoded` holds");
  return std::move(*histogram);
}

Latency read_latency(const DocumentField& field) {
  return {.from_intended = read_histogram(field["from_intended"], kNanosecondsPerMs),
          .from_sent = read_histogram(field["from_sent"], kNanosecondsPerMs)};
}

CompactLatency read_compact_latency(const DocumentField& field) {
  return {.from_intended = histogram_of<CompactHistogram>(field["from_intended"], kNanosecondsPerMs),
          .from_sent = histogram_of<CompactHistogram>(field["from_sent"], kNanosecondsPerMs)};
}

void read_reasons(const DocumentField& field, std::array<std::uint64_t, 4>& by_reason) {
  for (std::size_t i = 1; i < by_reason.size(); ++i) by_reason[i] = field[kLimitReasonNames[i]].count();
}

Outcome read_outcome(const DocumentField& field) {
  const std::string name = field.text();
  const auto* const found = std::find(kOutcomeNames.begin(), kOutcomeNames.end(), name);
  if (found != kOutcomeNames.end()) return static_cast<Outcome>(found - kOutcomeNames.begin());
  field.fail("is no known outcome");
  return Outcome::connect;
}

}  // namespace

HdrHistogram read_histogram(const DocumentField& field, double unit) { return histogram_of<HdrHistogram>(field, unit); }

Latencies read_latencies(const DocumentField& field) {
  Latencies latencies;
  latencies.first_byte = read_latency(field["first_byte"]);
  latencies.ttft = read_latency(field["ttft"]);
  latencies.e2e = read_latency(field["e2e"]);
  latencies.tpot = read_histogram(field["tpot"], kNanosecondsPerMs);
  latencies.icl = read_histogram(field["icl"], kNanosecondsPerMs);
  latencies.stall = read_histogram(field["longest_stall"], kNanosecondsPerMs);
  latencies.done = read_histogram(field["done"], kNanosecondsPerMs);
  latencies.closed = read_histogram(field["closed"], kNanosecondsPerMs);
  latencies.connect = read_histogram(field["connect"], kNanosecondsPerMs);
  return latencies;
}

Counts read_counts(const DocumentField& field) {
  Counts counts;
  const auto set = [&](Outcome outcome, std::uint64_t count) {
    counts.by_outcome[static_cast<std::size_t>(outcome)] = count;
  };
  counts.requests = field["total"].count();
  set(Outcome::success, field["succeeded"].count());
  set(Outcome::abandoned, field["abandoned"].count());
  set(Outcome::cancelled, field["cancelled"].count());
  const DocumentField failures = field["failures"];
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i)
    counts.by_outcome[i] = failures[kOutcomeNames[i]].count();
  std::uint64_t rest = counts.requests;
  for (const auto count : counts.by_outcome) {
    if (count > rest) return field["total"].fail("is less than its parts"), Counts{};
    rest -= count;
  }
  read_reasons(field["limited_for"], counts.by_limit_reason);
  if (field.has("not_sent")) counts.not_sent = field["not_sent"].count();
  if (counts.not_sent > counts.of(Outcome::abandoned))
    return field["not_sent"].fail("is more than abandoned"), Counts{};
  counts.retries = field["retried"].count();
  read_reasons(field["retried_for"], counts.retried_by_reason);
  counts.prompt_tokens = field["prompt_tokens"].count();
  counts.completion_tokens = field["completion_tokens"].count();
  counts.cached_tokens = field["cached_tokens"].count();
  counts.reasoning_tokens = field["reasoning_tokens"].count();
  counts.tokens_from_usage = field["tokens_from_usage"].count();
  counts.tokens_from_events = field["tokens_from_events"].count();
  counts.token_mismatches = field["token_mismatches"].count();
  counts.gaps_dropped = field["gaps_dropped"].count();
  return counts;
}

Throughput read_throughput(const DocumentField& field) {
  return {.requests_per_second = field["requests_per_second"].number(),
          .successes_per_second = field["successes_per_second"].number(),
          .prompt_tokens_per_second = field["prompt_tokens_per_second"].number(),
          .completion_tokens_per_second = field["completion_tokens_per_second"].number()};
}

TokenFigures read_tokens(const DocumentField& field) {
  return {.input = read_histogram(field["input"], 1),
          .output = read_histogram(field["output"], 1),
          .per_user = read_histogram(field["user_tokens_per_second"], kThousandthsPerOne)};
}

std::vector<Segment> read_segments(const DocumentField& field) {
  std::vector<Segment> segments;
  for (const DocumentField& item : field.items(kMostSegments)) {
    const DocumentField latency = item["latency_ms"];
    segments.push_back({.name = item["name"].text(),
                        .level = item["active_workers"].number(),
                        .length = item["length_s"].seconds(),
                        .counts = read_counts(item["requests"]),
                        .ttft = read_latency(latency["ttft"]),
                        .e2e = read_latency(latency["e2e"]),
                        .tpot = read_histogram(latency["tpot"], kNanosecondsPerMs),
                        .icl = read_histogram(latency["icl"], kNanosecondsPerMs),
                        .throughput = read_throughput(item["throughput"])});
  }
  return segments;
}

std::vector<TimeSlice> read_timeline(const DocumentField& field) {
  std::vector<TimeSlice> slices;
  for (const DocumentField& item : field.items(kMostSlices)) {
    slices.push_back({.begin = item["begin_s"].seconds(),
                      .length = item["length_s"].seconds(),
                      .offered = item["offered"].count(),
                      .succeeded = item["succeeded"].count(),
                      .limited = item["limited"].count(),
                      .failed = item["failed"].count(),
                      .output_tokens = item["output_tokens"].count(),
                      .in_flight_mean = item["in_flight_mean"].number(),
                      .in_flight_max = item["in_flight_max"].signed_count(),
                      .active_workers = item["active_workers"].number(),
                      .ttft = read_compact_latency(item["ttft_ms"]),
                      .e2e = read_compact_latency(item["e2e_ms"])});
  }
  return slices;
}

std::vector<ErrorSample> read_errors(const DocumentField& field) {
  std::vector<ErrorSample> errors;
  for (const DocumentField& item : field.items(kMostErrors)) {
    const DocumentField status = item["status"];
    errors.push_back({.outcome = read_outcome(item["outcome"]),
                      .status = status.is_null() ? 0 : static_cast<int>(std::min<std::uint64_t>(status.count(), 999)),
                      .text = item["text"].text(),
                      .count = item["count"].count()});
  }
  return errors;
}

std::vector<MinuteCounts> read_minutes(const DocumentField& field) {
  std::vector<MinuteCounts> minutes;
  for (const DocumentField& item : field.items(WorkerStatistics::kMaxMinutes)) {
    minutes.push_back({.admitted = item["admitted"].count(),
                       .limited_for_requests = item["limited_for_requests"].count(),
                       .limited_for_tokens = item["limited_for_tokens"].count(),
                       .others = item["others"].count()});
  }
  return minutes;
}

ClientHealth read_client(const DocumentField& field) {
  return {.send_lag = read_histogram(field["send_lag_ms"], kNanosecondsPerMs),
          .receive_lag = read_histogram(field["receive_lag_ms"], kNanosecondsPerMs),
          .event_loop_lag = read_histogram(field["event_loop_lag_ms"], kNanosecondsPerMs),
          .late_sends = field["late_sends"].count(),
          .dropped_sends = field["dropped_sends"].count(),
          .busiest_core = field["busiest_core"].number(),
          .cores_busy = field["cores_busy"].number()};
}

}  // namespace oaisim::loadtest
