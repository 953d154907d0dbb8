// When the engine sends: open loops, stages, warm-up and cool-down.
#include <doctest/doctest.h>

#include "tests/unit/loadtest/engine/engine_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("users come and go with the stages") {
  FakeServer server([](int) {
    auto reply = good_reply(0);
    reply.before_each = 10ms;
    return reply;
  });
  RunPlan plan = plan_for(server, 6, 0);
  plan.load.requests.reset();
  plan.load.stages = {{200ms, 2, 2}, {200ms, 6, 6}, {200ms, 1, 1}};
  plan.load.duration = 600ms;
  const auto result = run(plan);
  CHECK(server.connections() == 6);
  // 2, 6 and 1 users of at most 20 requests each in their stage, and one more that was under way.
  CHECK(server.requests() <= 2 * 21 + 6 * 21 + 21);
  CHECK(server.requests() > 2 * 5 + 6 * 5);
  CHECK(result.whole_run.failures() == 0);
}

TEST_CASE("users who have not begun when the requests are used up do not keep the run") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 20, 10);
  plan.load.spawn_rate = 0.01;  // the second begins after 100 s
  plan.threads = 1;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 10);
  CHECK(result.length < 50s);
}

TEST_CASE("bursts of a ramp arrive as planned") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 1, 0);
  plan.load.requests.reset();
  plan.load.shape = LoadShape::open_loop;
  plan.load.stages = {{500ms, 0, 400}, {250ms, 200, 200}};
  plan.load.duration = 750ms;
  plan.load.burst = 10;
  plan.load.max_connections = 40;
  const auto result = run(plan);
  CHECK(server.requests() == 150);
  CHECK(result.measured.of(Outcome::success) == 150);
}

TEST_CASE("the cool-down is offered and left out of the figures") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 1, 0);
  plan.load.requests.reset();
  plan.load.shape = LoadShape::open_loop;
  plan.load.requests_per_second = 100;
  plan.load.max_connections = 10;
  plan.load.duration = 400ms;
  plan.load.warmup = 100ms;
  plan.load.cooldown = 150ms;
  const auto result = run(plan);
  CHECK(result.whole_run.requests == 40);
  CHECK(result.measured.requests == 15);
  CHECK(result.steady_length == 150ms);
}

TEST_CASE("an open loop does not wait for slow replies") {
  FakeServer server([](int) {
    auto reply = good_reply(0);
    reply.before_each = 200ms;
    return reply;
  });
  RunPlan plan = plan_for(server, 1, 20);
  plan.load.shape = LoadShape::open_loop;
  plan.load.requests_per_second = 200;
  plan.load.max_connections = 50;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 20);
  // One after the other they would take four seconds.
  CHECK(server.connections() == 20);
  CHECK(result.client.late_sends == 0);
}

TEST_CASE("an open loop that runs out of connections counts late and dropped sends and is invalid") {
  FakeServer server([](int) {
    auto reply = good_reply(0);
    reply.before_each = 300ms;
    return reply;
  });
  RunPlan plan = plan_for(server, 1, 20);
  plan.threads = 1;
  plan.load.shape = LoadShape::open_loop;
  plan.load.requests_per_second = 500;
  plan.load.max_connections = 4;
  const auto result = run(plan);
  CHECK(server.connections() == 4);
  CHECK(result.client.late_sends == 4);
  CHECK(result.client.dropped_sends == 12);
  CHECK(result.whole_run.requests == 8);
  CHECK_FALSE(result.verdict.valid);
}

TEST_CASE("a rate beyond what can be sent does not keep the connections from their replies") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 1, 0);
  plan.load.requests.reset();
  plan.load.duration = 200ms;
  plan.load.shape = LoadShape::open_loop;
  plan.load.requests_per_second = 5'000'000;
  plan.load.max_connections = 4;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) > 8);
  CHECK(result.client.dropped_sends > 0);
  CHECK_FALSE(result.verdict.valid);
}

TEST_CASE("the requests of the warm-up are offered and left out of the figures") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 1, 0);
  plan.load.requests.reset();
  plan.load.shape = LoadShape::paced_users;
  plan.load.requests_per_second = 100;
  plan.load.duration = 300ms;
  plan.load.warmup = 100ms;
  const auto result = run(plan);
  CHECK(result.whole_run.requests == 30);
  CHECK(result.measured.requests == 20);
}

TEST_CASE("a time scale makes a simulated minute of a real moment") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 2, 0);
  plan.load.requests.reset();
  plan.load.shape = LoadShape::paced_users;
  plan.load.requests_per_second = 1;
  plan.load.duration = 60s;
  plan.time_scale = 200;
  const SystemClock clock(plan.time_scale);
  const auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  CHECK(result->whole_run.requests == 60);
  REQUIRE(result->minutes.size() >= 1);
  CHECK(result->minutes[0].admitted >= 59);
}
