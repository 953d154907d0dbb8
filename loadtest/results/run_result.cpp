#include "loadtest/results/run_result.h"

#include <algorithm>
#include <cstdio>

namespace oaisim::loadtest {
namespace {

// A lag may be this long, or this share of the median E2E if that is longer.
constexpr double kAllowedLag = 10e6;  // real nanoseconds
constexpr double kAllowedLagShare = 0.05;
constexpr double kAllowedCore = 0.9;
constexpr double kAllowedLateShare = 0.01;

std::string milliseconds(double nanoseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f ms", nanoseconds / 1e6);
  return text;
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", share * 100);
  return text;
}

double value_of(const RunResult& result, const Threshold& threshold) {
  if (threshold.metric == "error_rate") return result.measured.share_of_finished(result.measured.failures());
  if (threshold.metric == "rate_429")
    return result.measured.share_of_finished(result.measured.of(Outcome::rate_limited));
  if (threshold.metric == "rps") return result.steady.successes_per_second;
  return result.steady.completion_tokens_per_second;
}

double value_of(const HdrHistogram& histogram, const Threshold& threshold) {
  if (threshold.statistic == "mean") return histogram.mean();
  if (threshold.statistic == "max") return static_cast<double>(histogram.max());
  if (threshold.statistic == "min") return static_cast<double>(histogram.min());
  return static_cast<double>(histogram.percentile(threshold.percentile));
}

}  // namespace

Throughput RunResult::whole() const {
  const double seconds = to_seconds(length);
  if (seconds <= 0) return {};
  return {.requests_per_second = static_cast<double>(whole_run.finished()) / seconds,
          .successes_per_second = static_cast<double>(whole_run.of(Outcome::success)) / seconds,
          .prompt_tokens_per_second = static_cast<double>(whole_run.prompt_tokens) / seconds,
          .completion_tokens_per_second = static_cast<double>(whole_run.completion_tokens) / seconds};
}

bool RunResult::failed() const {
  return std::any_of(thresholds.begin(), thresholds.end(), [](const ThresholdOutcome& t) { return t.failed; });
}

const HdrHistogram& histogram_of(const Latencies& latencies, const Threshold& threshold) {
  if (threshold.metric == "tpot") return latencies.tpot;
  if (threshold.metric == "icl") return latencies.icl;
  const Latency& latency = threshold.metric == "ttft"  ? latencies.ttft
                           : threshold.metric == "e2e" ? latencies.e2e
                                                       : latencies.first_byte;
  return threshold.intended ? latency.from_intended : latency.from_sent;
}

Verdict judge_client(const RunResult& result) {
  Verdict verdict;
  const auto& client = result.client;
  verdict.nothing_measured = result.latencies.e2e.from_sent.empty();
  if (verdict.nothing_measured) verdict.reasons.push_back("no request succeeded, so there is no latency to judge");
  const double median = static_cast<double>(result.latencies.e2e.from_sent.percentile(50)) / result.plan.time_scale;
  const double allowed = std::max(kAllowedLag, kAllowedLagShare * median);
  const auto check_lag = [&](const HdrHistogram& lag, const std::string& name) {
    const auto p99 = static_cast<double>(lag.percentile(99));
    if (p99 <= allowed) return;
    verdict.reasons.push_back(name + " p99 is " + milliseconds(p99) + ", above " + milliseconds(allowed));
  };
  check_lag(client.send_lag, "send lag");
  check_lag(client.event_loop_lag, "event-loop lag");
  if (client.busiest_core > kAllowedCore) {
    verdict.reasons.push_back("a worker used " + percent(client.busiest_core) + " of its core, above " +
                              percent(kAllowedCore) + "; more --threads, or less load, would tell the server apart");
  }
  const auto offered = result.whole_run.requests + client.dropped_sends;
  const auto late = client.late_sends + client.dropped_sends;
  if (offered > 0 && static_cast<double>(late) > kAllowedLateShare * static_cast<double>(offered)) {
    verdict.reasons.push_back(std::to_string(client.late_sends) + " sends were late and " +
                              std::to_string(client.dropped_sends) +
                              " dropped for want of a free connection; raise --max-connections");
  }
  verdict.valid = verdict.reasons.empty();
  return verdict;
}

std::vector<ThresholdOutcome> check_thresholds(const RunResult& result) {
  std::vector<ThresholdOutcome> outcomes;
  for (const auto& threshold : result.plan.output.thresholds) {
    ThresholdOutcome outcome{.threshold = threshold};
    if (threshold.is_latency()) {
      const auto& histogram = histogram_of(result.latencies, threshold);
      outcome.has_value = !histogram.empty();
      outcome.measured = value_of(histogram, threshold);
    } else {
      outcome.has_value = result.measured.requests > 0;
      outcome.measured = value_of(result, threshold);
    }
    outcome.failed = !outcome.has_value || threshold.holds_for(outcome.measured);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace oaisim::loadtest
