// The scripted scenarios: fixed plans whose figures are known beforehand when the simulator is right.
//
//   base-latency     no latency, no limits, as fast as possible     what the simulator itself adds
//   added-latency    every reply takes 1 s                          how exactly it waits
//   limits-requests  30 requests/s against 600 a minute             whom it refuses, and for `requests`
//   limits-tokens    30 users against 100,000 tokens a minute       whom it refuses, and for `tokens`
//
// They need a simulator that is set up for them; scripts/run-load-test-*.sh starts it.
// Thread safety: all of it.
#pragma once

#include <span>
#include <string_view>

#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

enum class ScenarioKind { base_latency, added_latency, limits_requests, limits_tokens };

struct Scenario {
  ScenarioKind kind;
  std::string_view name;
  std::string_view summary;
  std::string_view deployment;  // of examples/openai_deployment_config.json, or undefined: without limits
  LoadShape shape;
  std::int64_t users;
  double requests_per_second;  // of paced users, all together
  std::int64_t max_tokens;
};

std::span<const Scenario> scenarios();
const Scenario* find_scenario(std::string_view name);  // null: there is none

// The scenario's load and request, for `duration`; the target is left to the caller.
RunPlan scenario_plan(const Scenario& scenario, Duration duration);

// What the limiter counts for one request of the scenario: ceil(prompt characters / 4) + max_tokens.
// Source: Azure OpenAI quota documentation, "Understanding rate limits".
TokenCount limiter_cost(const RunPlan& plan);

}  // namespace oaisim::loadtest
