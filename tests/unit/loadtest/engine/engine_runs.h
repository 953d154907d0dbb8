// What tests of the engine share: a server that answers well, a plan for it, and a run.
//
// Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "loadtest/engine/engine.h"
#include "tests/unit/loadtest/fake_server.h"

namespace oaisim::loadtest {

inline const std::string kGoodBody =
    R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}})";
inline const std::string kJsonType = "Content-Type: application/json\r\n";

inline FakeServer::Reply good_reply(int) { return FakeServer::whole("200 OK", kJsonType, kGoodBody); }

// As good_reply(), later.
inline FakeServer::Reply good_reply_after(std::chrono::milliseconds pause) {
  auto reply = good_reply(0);
  reply.before_each = pause;
  return reply;
}

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
