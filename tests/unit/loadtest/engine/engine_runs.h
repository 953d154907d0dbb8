// What tests of the engine share: plans for a server, and a run.
//
// Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "loadtest/engine/engine.h"
#include "tests/unit/loadtest/fake_server.h"

namespace oaisim::loadtest {

inline RunPlan plan_for(const FakeServer& server, std::int64_t users, std::int64_t requests) {
  RunPlan plan;
  plan.name = "run";
  plan.target = *make_target({.url = server.url(), .model = "m", .deployment = "", .api_version = "", .key = "secret"});
  plan.load.users = users;
  plan.load.requests = requests;
  plan.dataset.prompts = {"hello"};
  plan.threads = 2;
  return plan;
}

// A plan that ends after a time instead of a number of requests.
inline RunPlan plan_for(const FakeServer& server, std::int64_t users, Duration duration) {
  RunPlan plan = plan_for(server, users, 1);
  plan.load.requests.reset();
  plan.load.duration = duration;
  return plan;
}

inline RunResult run(const RunPlan& plan) {
  const SystemClock clock(plan.time_scale);
  auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  return std::move(*result);
}

}  // namespace oaisim::loadtest
