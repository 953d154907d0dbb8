#include "loadtest/plan/scenarios.h"

#include <algorithm>
#include <array>

namespace oaisim::loadtest {
namespace {

// limits-tokens: 9.5 requests/s are 95 in ten seconds, below the window of 100 requests, and cost more tokens
// than the limit: only tokens can be what refuses.
constexpr std::array<Scenario, 4> kScenarios{{
    {ScenarioKind::base_latency, "base-latency",
     "no latency, no limits, as fast as possible: the simulator adds less than 10 ms", "gpt-4o-mini-unlimited",
     LoadShape::closed_loop, 100, 0, 10},
    {ScenarioKind::added_latency, "added-latency",
     "every reply takes 1 s: each percentile from p1 to p99 is within 900 to 1100 ms", "gpt-4o-mini-unlimited",
     LoadShape::closed_loop, 30, 0, 10},
    {ScenarioKind::limits_requests, "limits-requests",
     "30 requests/s against 600 a minute: 590 to 600 are admitted, the rest is refused for requests",
     "gpt-35-turbo-100k-token", LoadShape::paced_users, 30, 30, 10},
    {ScenarioKind::limits_tokens, "limits-tokens",
     "30 users against 100,000 tokens a minute: 95,000 to 100,000 are admitted, the rest is refused for tokens",
     "gpt-35-turbo-100k-token", LoadShape::paced_users, 30, 9.5, 200},
}};

}  // namespace

std::span<const Scenario> scenarios() { return kScenarios; }

const Scenario* find_scenario(std::string_view name) {
  const auto found =
      std::find_if(kScenarios.begin(), kScenarios.end(), [&](const Scenario& s) { return s.name == name; });
  return found == kScenarios.end() ? nullptr : &*found;
}

RunPlan scenario_plan(const Scenario& scenario, Duration duration) {
  RunPlan plan;
  plan.name = scenario.name;
  plan.load.shape = scenario.shape;
  plan.load.users = scenario.users;
  plan.load.requests_per_second = scenario.requests_per_second;
  plan.load.duration = duration;
  plan.request.max_tokens = scenario.max_tokens;
  return plan;
}

TokenCount limiter_cost(const RunPlan& plan) {
  const auto characters = static_cast<TokenCount>(plan.dataset.prompts.front().size());
  return (characters + 3) / 4 + plan.request.max_tokens.value_or(0);
}

}  // namespace oaisim::loadtest
