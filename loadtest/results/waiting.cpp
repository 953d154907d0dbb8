#include "loadtest/results/waiting.h"

#include "common/text/number_text.h"
#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {
namespace {

constexpr double kMoreWaiting = 1.5;               // p99 from intended over p99 from sent
constexpr std::int64_t kNotableWait = 10'000'000;  // ns
constexpr double kNotableMiss = 0.01;              // of the requests: more that miss an SLO from intended

std::string ms(double nanoseconds) { return three_digits(nanoseconds / 1e6) + " ms"; }

// Of a run that was read from a file the limits are not known, only what they held back.
std::string limits_of(const SendPlan& send) {
  if (send.requests_per_minute && !send.tokens_per_minute) return "--max-rpm";
  if (send.tokens_per_minute && !send.requests_per_minute) return "--max-tpm";
  return send.requests_per_minute ? "--max-rpm and --max-tpm" : "--max-rpm or --max-tpm";
}

// By the client's own wish.
bool is_limited(const RunResult& result) {
  const SendPlan& send = result.plan.send;
  return send.requests_per_minute || send.tokens_per_minute || result.measured.not_sent > 0;
}

// Why requests were not sent when they were due, as far as the figures tell.
std::string cause_of_waiting(const RunResult& result) {
  std::string cause;
  if (is_limited(result)) cause += " " + limits_of(result.plan.send) + " held them back.";
  if (result.measured.retries > 0) cause += " Failures and the waits before their retries are part of the first.";
  const bool none_late = result.client.late_sends + result.client.dropped_sends == 0;
  if (!cause.empty() && none_late) return cause;
  return cause + " The load was more than what the connections could take.";
}

struct BothValues {
  double sent;
  double intended;
};

// Of a latency from sent; nothing: it is another condition, or was not measured.
std::optional<BothValues> values_of(const RunResult& result, const Threshold& condition) {
  if (!condition.is_latency() || condition.intended) return std::nullopt;
  const auto sent = value_of(result, condition);
  const auto intended = value_from_intended(result, condition);
  if (!sent || !intended) return std::nullopt;
  return BothValues{*sent, *intended};
}

// A --fail-if that passes from sent alone.
std::optional<std::string> find_threshold(const RunResult& result) {
  for (const Threshold& threshold : result.plan.output.thresholds) {
    const auto values = values_of(result, threshold);
    if (!values || threshold.holds_for(values->sent) || !threshold.holds_for(values->intended)) continue;
    return "--fail-if '" + threshold.text + "' passes from sent (" + ms(values->sent) +
           ") and would fail from intended (" + ms(values->intended) + "); " + threshold.metric +
           "_intended judges that.";
  }
  return std::nullopt;
}

double share_above(const HdrHistogram& latency, Duration limit) {
  if (latency.empty()) return 0;
  const std::uint64_t within = latency.count_between(0, limit.count() + 1);
  return static_cast<double>(latency.count() - within) / static_cast<double>(latency.count());
}

// One that successes miss from intended and meet from sent.
std::optional<std::string> find_slo(const RunResult& result) {
  for (const Slo& slo : result.plan.output.slos) {
    const bool has_both = slo.metric == SloMetric::ttft || slo.metric == SloMetric::e2e;
    if (!has_both || slo.intended) continue;
    const Latency& latency = slo.metric == SloMetric::ttft ? result.latencies.ttft : result.latencies.e2e;
    const double sent = share_above(latency.from_sent, slo.limit);
    const double intended = share_above(latency.from_intended, slo.limit);
    if (intended - sent <= kNotableMiss) continue;
    return "--slo '" + slo.text + "' is missed by " + percent(sent) + " of the successes from sent and by " +
           percent(intended) + " from intended; " + (slo.metric == SloMetric::ttft ? "ttft" : "e2e") +
           "_intended counts those.";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_not_sent(const RunResult& result) {
  const Counts& counts = result.measured;
  if (counts.not_sent == 0) return std::nullopt;
  return with_commas(counts.not_sent) + " of " + with_commas(counts.requests) +
         " requests were not sent: " + limits_of(result.plan.send) +
         " held them back until the run was over. They are neither successes nor failures.";
}

std::optional<std::string> find_waiting(const RunResult& result) {
  const auto intended = static_cast<double>(result.latencies.e2e.from_intended.percentile(99));
  const auto sent = static_cast<double>(result.latencies.e2e.from_sent.percentile(99));
  if (intended <= sent * kMoreWaiting || intended - sent < static_cast<double>(kNotableWait)) return std::nullopt;
  return "Requests waited before they could be sent: the p99 of E2E is " + ms(intended) + " from intended and " +
         ms(sent) + " from sent." + cause_of_waiting(result);
}

std::optional<std::string> find_hidden_waiting(const RunResult& result) {
  const auto threshold = find_threshold(result);
  auto slo = find_slo(result);
  if (!threshold) return slo;
  return slo ? *threshold + " " + *slo : *threshold;
}

std::optional<std::string> find_hidden_slo(const RunResult& result, std::span<const Threshold> slos) {
  for (const Threshold& slo : slos) {
    const auto values = values_of(result, slo);
    if (!values || !slo.holds_for(values->sent) || slo.holds_for(values->intended)) continue;
    return "'" + slo.text + "' holds from sent (" + ms(values->sent) + ") and would not from intended (" +
           ms(values->intended) + "); " + slo.metric + "_intended judges that";
  }
  return std::nullopt;
}

}  // namespace oaisim::loadtest
