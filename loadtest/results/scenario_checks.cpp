#include "loadtest/results/scenario_checks.h"

#include <algorithm>
#include <cmath>

#include "common/text/number_text.h"

namespace oaisim::loadtest {
namespace {

struct Bounds {
  double low;
  double high;
};

constexpr double kMostAddedMs = 10;
constexpr Bounds kAddedLatencyMs{900, 1100};
constexpr Bounds kAdmittedRequests{590, 600};
constexpr Bounds kAdmittedTokens{95'000, 100'000};

Check within(std::string name, double value, Bounds bounds, int places, const std::string& unit) {
  const double margin = std::min(value - bounds.low, bounds.high - value);
  return {.name = std::move(name),
          .measured = decimals(value, places) + unit,
          .allowed = decimals(bounds.low, 0) + " to " + decimals(bounds.high, 0) + unit,
          .margin = decimals(margin, places) + unit,
          .passed = margin >= 0};
}

Check equal(std::string name, std::uint64_t client, std::uint64_t server) {
  const bool same = client == server;
  return {.name = std::move(name),
          .measured = std::to_string(server) + " = " + std::to_string(client),
          .allowed = "equal",
          .margin = same ? "" : decimals(static_cast<double>(server) - static_cast<double>(client), 0),
          .passed = same};
}

Check none_of(std::string name, std::uint64_t count) {
  return {
      .name = std::move(name), .measured = std::to_string(count), .allowed = "0", .margin = {}, .passed = count == 0};
}

Check information(std::string name, std::string measured) {
  return {.name = std::move(name), .measured = std::move(measured), .allowed = {}, .margin = {}, .passed = true};
}

// All failures but the 429s.
std::uint64_t other_failures(const Counts& counts) {
  return counts.failures() - counts.of(Outcome::rate_limited) + counts.of(Outcome::abandoned);
}

double mean_ms(double seconds, std::uint64_t count) {
  return count == 0 ? 0 : seconds * 1e3 / static_cast<double>(count);
}

void check_base_latency(const RunResult& result, const ServerCounts& server, std::vector<Check>& checks) {
  ServerLatency latency;
  if (const auto found = server.by_status.find(200); found != server.by_status.end()) latency = found->second;
  const double scale = result.plan.time_scale;
  const double base = mean_ms(latency.base_seconds, latency.count);
  checks.push_back({.name = "mean added by the simulator",
                    .measured = decimals(base, 3) + " ms",
                    .allowed = "below " + decimals(kMostAddedMs, 0) + " ms",
                    .margin = decimals(kMostAddedMs - base, 3) + " ms",
                    .passed = latency.count > 0 && base < kMostAddedMs});
  checks.push_back(information("mean of whole requests, by the simulator",
                               decimals(mean_ms(latency.full_seconds, latency.count) / scale, 3) + " ms"));
  checks.push_back(information("mean E2E, by the client",
                               decimals(result.latencies.e2e.from_intended.mean() / 1e6 / scale, 3) + " ms"));
  checks.push_back(information("requests/s", decimals(result.steady.successes_per_second * scale, 0)));
}

void check_added_latency(const RunResult& result, std::vector<Check>& checks) {
  const HdrHistogram& latency = result.latencies.e2e.from_intended;
  double lowest = 0, highest = 0;
  for (int p = 1; p <= 99; ++p) {
    const double value = static_cast<double>(latency.percentile(p)) / 1e6;
    lowest = p == 1 ? value : std::min(lowest, value);
    highest = std::max(highest, value);
  }
  checks.push_back(within("E2E p1, the lowest of p1 to p99", lowest, kAddedLatencyMs, 1, " ms"));
  checks.push_back(within("E2E p50", static_cast<double>(latency.percentile(50)) / 1e6, kAddedLatencyMs, 1, " ms"));
  checks.push_back(within("E2E p99, the highest of p1 to p99", highest, kAddedLatencyMs, 1, " ms"));
}

// Every full minute and their average; `per_request` of what is counted.
void check_minutes(const RunResult& result, double per_request, Bounds bounds, const std::string& unit,
                   std::vector<Check>& checks) {
  const auto full =
      static_cast<std::size_t>(result.plan.load.duration.value_or(Duration::zero()) / std::chrono::minutes(1));
  double sum = 0;
  for (std::size_t i = 0; i < full; ++i) {
    const double admitted =
        i < result.minutes.size() ? static_cast<double>(result.minutes[i].admitted) * per_request : 0;
    sum += admitted;
    checks.push_back(within("admitted in minute " + std::to_string(i + 1), admitted, bounds, 0, unit));
  }
  if (full > 0) {
    checks.push_back(within("admitted per minute on average", sum / static_cast<double>(full), bounds, 0, unit));
  } else {
    checks.push_back({.name = "full minutes",
                      .measured = "0",
                      .allowed = "at least 1 (raise --duration)",
                      .margin = {},
                      .passed = false});
  }
}

void check_refusals(const RunResult& result, LimitReason wanted, const ServerCounts& server,
                    std::vector<Check>& checks) {
  const Counts& counts = result.whole_run;
  const bool for_requests = wanted == LimitReason::requests;
  const auto refused = counts.limited_for(wanted);
  const std::string reason(name_of(wanted));
  checks.push_back({.name = "429s for " + reason,
                    .measured = std::to_string(refused),
                    .allowed = "at least 1",
                    .margin = {},
                    .passed = refused > 0});
  checks.push_back(none_of("429s for another reason", counts.of(Outcome::rate_limited) - refused));
  const double counted = for_requests ? server.limited_for_requests : server.limited_for_tokens;
  checks.push_back(
      equal("server's 429s for " + reason + " = client's", refused, static_cast<std::uint64_t>(std::llround(counted))));
}

void check_limits(const RunResult& result, ScenarioKind kind, const ServerCounts& server, std::vector<Check>& checks) {
  if (kind == ScenarioKind::limits_requests) {
    check_minutes(result, 1, kAdmittedRequests, " requests", checks);
    check_refusals(result, LimitReason::requests, server, checks);
    return;
  }
  const auto cost = limiter_cost(result.plan);
  check_minutes(result, static_cast<double>(cost), kAdmittedTokens, " tokens", checks);
  check_refusals(result, LimitReason::tokens, server, checks);
  checks.push_back(equal("server's limiter tokens = client's",
                         result.whole_run.of(Outcome::success) * static_cast<std::uint64_t>(cost),
                         static_cast<std::uint64_t>(std::llround(server.limiter_tokens))));
}

std::string verdict_text(const Verdict& verdict) {
  std::string text = verdict.valid ? "VALID" : "INVALID";
  for (const auto& reason : verdict.reasons) text += ": " + reason;
  return text;
}

}  // namespace

bool counts_agree(const RunResult& result, const ServerCounts& server) {
  return server.requests_with(200) == result.whole_run.of(Outcome::success) &&
         server.requests_with(429) == result.whole_run.of(Outcome::rate_limited);
}

std::vector<Check> check_scenario(const Scenario& scenario, const RunResult& result,
                                  const std::optional<ServerCounts>& server) {
  std::vector<Check> checks;
  const ServerCounts counted = server.value_or(ServerCounts{});
  if (!server) {
    checks.push_back({.name = "the server's /metrics",
                      .measured = "cannot be read",
                      .allowed = "a simulator's metrics",
                      .margin = {},
                      .passed = false});
  }
  switch (scenario.kind) {
    case ScenarioKind::base_latency:
      check_base_latency(result, counted, checks);
      break;
    case ScenarioKind::added_latency:
      check_added_latency(result, checks);
      break;
    default:
      check_limits(result, scenario.kind, counted, checks);
  }
  const bool limited = scenario.kind == ScenarioKind::limits_requests || scenario.kind == ScenarioKind::limits_tokens;
  if (!limited) checks.push_back(none_of("429s", result.whole_run.of(Outcome::rate_limited)));
  checks.push_back(none_of("other failures", other_failures(result.whole_run)));
  checks.push_back(
      equal("server's count of 200s = client's", result.whole_run.of(Outcome::success), counted.requests_with(200)));
  checks.push_back(equal("server's count of 429s = client's", result.whole_run.of(Outcome::rate_limited),
                         counted.requests_with(429)));
  // As fast as possible means that something is the bottleneck; elsewhere it must not be the client.
  Check client = information("the client", verdict_text(result.verdict));
  if (scenario.kind != ScenarioKind::base_latency) {
    client.allowed = "VALID";
    client.passed = result.verdict.valid;
  }
  checks.push_back(std::move(client));
  return checks;
}

bool all_passed(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.passed; });
}

}  // namespace oaisim::loadtest
