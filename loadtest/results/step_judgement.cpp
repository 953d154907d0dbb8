#include "loadtest/results/step_judgement.h"

#include <algorithm>
#include <cmath>

#include "common/config/text_values.h"
#include "common/text/number_text.h"
#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::uint64_t kEnough = 20;  // requests of a third of the run, for it to say anything
constexpr double kMoreInFlight = 1.2;  // less is no growth
constexpr double kMoreLatency = 1.2;   // likewise
constexpr double kAnsweredShare = 0.95;
constexpr double kDeviations = 3;  // of a count, which are its square root: more is not chance

std::string number(double value) { return significant(value, 4); }

std::string fold(double value) { return decimals(value, 1) + "-fold"; }

std::string with_unit(const Threshold& threshold, double value) {
  switch (threshold.unit) {
    case ThresholdUnit::nanoseconds:
      return number(value / 1e6) + " ms";
    case ThresholdUnit::share:
      return number(value * 100) + " %";
    case ThresholdUnit::tokens:
      return number(value) + " tokens";
    case ThresholdUnit::tokens_per_second:
      return number(value) + " tokens/s";
    case ThresholdUnit::per_second:
      return number(value) + "/s";
  }
  return {};
}

// The first SLO that does not hold; empty: all do.
std::string broken_slo(const RunResult& result, std::span<const Threshold> slos) {
  for (const auto& slo : slos) {
    const auto measured = value_of(result, slo);
    const bool holds = measured && slo.holds_for(*measured);
    if (holds) continue;
    std::string reason = slo.text + (measured ? " does not hold: " + with_unit(slo, *measured) : " was not measured");
    // Failures explain a share of them, and a figure that only successes have; a latency they do not.
    const std::string error = !measured || slo.unit == ThresholdUnit::share ? most_frequent_error(result) : "";
    return error.empty() ? reason : reason + "; most often: " + error;
  }
  return {};
}

// How long a step has to be to have kFew requests.
std::string longer_step(const LoadPlan& load) {
  const double seconds = std::ceil(static_cast<double>(StepJudgement::kFew) / load.requests_per_second);
  return format_duration(load.warmup + load.cooldown + from_seconds(seconds));
}

std::string caution_of(const RunResult& result) {
  const auto finished = result.measured.finished();
  const bool sure = finished >= StepJudgement::kFew || result.verdict.nothing_measured;
  if (sure || result.plan.load.requests_per_second <= 0) return {};
  return "on " + std::to_string(finished) + (finished == 1 ? " request" : " requests") +
         ", which are few; --step-duration " + longer_step(result.plan.load) + " gives " +
         std::to_string(StepJudgement::kFew);
}

struct Stretch {
  std::uint64_t offered = 0;
  std::uint64_t answered = 0;
  double in_flight_time = 0;  // requests in flight times seconds
  double seconds = 0;
  CompactHistogram ttft = {};
  CompactHistogram e2e = {};

  void add(const TimeSlice& slice) {
    offered += slice.offered;
    answered += slice.succeeded + slice.limited + slice.failed;
    in_flight_time += slice.in_flight_mean * to_seconds(slice.length);
    seconds += to_seconds(slice.length);
    ttft.merge(slice.ttft.from_intended);
    e2e.merge(slice.e2e.from_intended);
  }
  double in_flight() const { return seconds > 0 ? in_flight_time / seconds : 0; }
};

// How many times as long the median was; 0: not known.
double growth(const CompactHistogram& first, const CompactHistogram& last) {
  if (first.count() < kEnough || last.count() < kEnough) return 0;
  return static_cast<double>(last.percentile(50)) /
         static_cast<double>(std::max<std::int64_t>(1, first.percentile(50)));
}

// What the run says against its own figures, besides what follows from a server that does not answer.
bool is_client_limited(const Verdict& verdict) {
  const std::size_t of_the_server = (verdict.nothing_measured ? 1 : 0) + (verdict.connections_short ? 1 : 0);
  return verdict.reasons.size() > of_the_server;
}

std::string reason_of_client(const Verdict& verdict) {
  return verdict.reasons[verdict.nothing_measured && verdict.reasons.size() > 1 ? 1 : 0];
}

}  // namespace

std::string saturation_of(const RunResult& result) {
  const Duration begin = result.plan.load.warmup;
  const Duration end = std::min(result.length, result.plan.load.duration.value_or(result.length));
  const Duration third = (end - begin) / 3;
  Stretch first, last;
  for (const TimeSlice& slice : result.timeline) {
    const Duration slice_end = slice.begin + slice.length;
    if (slice.begin >= begin && slice_end <= begin + third) first.add(slice);
    if (slice.begin >= end - third && slice_end <= end) last.add(slice);
  }
  if (last.offered < kEnough || last.in_flight() < first.in_flight() * kMoreInFlight) return {};
  const std::string in_flight = number(first.in_flight()) + " requests were in flight in its first third and " +
                                number(last.in_flight()) + " in its last, ";
  const double longer = last.ttft.empty() ? growth(first.e2e, last.e2e) : growth(first.ttft, last.ttft);
  if (longer >= kMoreLatency) {
    return in_flight + "and the median " + (last.ttft.empty() ? "E2E" : "TTFT") + " grew " + fold(longer);
  }
  const auto offered = static_cast<double>(last.offered);
  const double missing = offered - static_cast<double>(last.answered);
  if (missing <= (1 - kAnsweredShare) * offered + kDeviations * std::sqrt(offered)) return {};
  return in_flight + "and it answered " + std::to_string(last.answered) + " of " + std::to_string(last.offered);
}

StepJudgement judge_step(const RunResult& result, std::span<const Threshold> slos) {
  if (is_client_limited(result.verdict)) return {StepOutcome::client_limited, reason_of_client(result.verdict)};
  if (auto reason = saturation_of(result); !reason.empty()) {
    return {StepOutcome::saturated, "the server saturated: " + reason};
  }
  // Connections that ran out without a server that falls behind are too few.
  if (result.verdict.connections_short && !result.verdict.nothing_measured) {
    return {StepOutcome::client_limited, result.verdict.reasons.back()};
  }
  if (auto reason = broken_slo(result, slos); !reason.empty()) {
    return {StepOutcome::slo_broken, std::move(reason), caution_of(result)};
  }
  return {StepOutcome::sustained, {}, caution_of(result)};
}

}  // namespace oaisim::loadtest
