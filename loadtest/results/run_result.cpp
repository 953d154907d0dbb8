#include "loadtest/results/run_result.h"

#include <algorithm>

#include "common/base/random.h"
#include "common/base/utc_time.h"
#include "common/text/number_text.h"

namespace oaisim::loadtest {
namespace {

// A lag may be this long, or this share of the median E2E if that is longer.
constexpr double kAllowedLag = 10e6;  // real nanoseconds
constexpr double kAllowedLagShare = 0.05;
constexpr double kAllowedCore = 0.9;
constexpr double kAllowedLateShare = 0.01;

std::string milliseconds(double nanoseconds) { return decimals(nanoseconds / 1e6, 1) + " ms"; }

}  // namespace

Throughput RunResult::whole() const { return throughput_of(whole_run, length); }

bool RunResult::failed() const {
  return std::any_of(thresholds.begin(), thresholds.end(), [](const ThresholdOutcome& t) { return t.failed; });
}

bool RunResult::is_fine() const {
  if (failed() || verdict.nothing_measured) return false;
  return verdict.valid || thresholds.empty();
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
  check_lag(client.receive_lag, "receive lag");
  check_lag(client.event_loop_lag, "event-loop lag");
  if (client.busiest_core > kAllowedCore) {
    verdict.reasons.push_back("a worker used " + percent(client.busiest_core) + " of its core, above " +
                              percent(kAllowedCore) + "; more --threads, or less load, would tell the server apart");
  }
  const auto offered = result.whole_run.requests + client.dropped_sends;
  const auto late = client.late_sends + client.dropped_sends;
  verdict.connections_short =
      offered > 0 && static_cast<double>(late) > kAllowedLateShare * static_cast<double>(offered);
  if (verdict.connections_short) {
    verdict.reasons.push_back(std::to_string(client.late_sends) + " sends were late and " +
                              std::to_string(client.dropped_sends) +
                              " dropped for want of a free connection; raise --max-connections");
  }
  verdict.valid = verdict.reasons.empty();
  return verdict;
}

std::string most_frequent_error(const RunResult& result) {
  const auto told = std::find_if(result.errors.begin(), result.errors.end(),
                                 [](const ErrorSample& error) { return !error.text.empty(); });
  return told == result.errors.end() ? std::string() : told->text;
}

std::string new_run_id(std::int64_t started_unix) {
  constexpr std::size_t kRandomCharacters = 6;
  std::string id;
  append_utc(id, started_unix);
  std::erase_if(id, [](char c) { return c == ':' || c == '-'; });
  return id + "-" + random_secret(kRandomCharacters);
}

}  // namespace oaisim::loadtest
