// How the engine sends: again, not too much, not to the end, and from where.
#include <doctest/doctest.h>

#include <set>

#include "tests/unit/loadtest/engine/engine_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using Reply = FakeServer::Reply;

TEST_CASE("a failure is sent again when its class is retried, after a wait that grows") {
  int failures = 0;
  FakeServer server(
      [&](int i) { return i % 4 != 3 ? ++failures, FakeServer::whole("503 Busy", kJsonType, "{}") : good_reply(i); });
  RunPlan plan = plan_for(server, 1, 5);
  plan.retry = {.on_5xx = true, .base = 1ms, .cap = 4ms};
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 5);
  CHECK(result.measured.retries == 15);
  CHECK(server.requests() == 20);
  plan.retry.on_5xx = false;
  CHECK(run(plan).measured.of(Outcome::server_error) >= 3);
}

TEST_CASE("a request that times out is sent again on a new connection") {
  FakeServer server([](int i) { return i == 0 ? Reply{.stall = true} : good_reply(i); });
  RunPlan plan = plan_for(server, 1, 1);
  plan.timeouts.first_byte = 100ms;
  plan.retry = {.on_timeout = true, .base = 1ms};
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 1);
  CHECK(result.measured.retries == 1);
  CHECK(result.latencies.e2e.from_intended.min() >= 100'000'000);
}

TEST_CASE("a share of the requests is given up midway and counts as neither success nor failure") {
  FakeServer server([](int) { return Reply{.stall = true}; });
  RunPlan plan = plan_for(server, 4, 40);
  plan.send.cancel = {.share = 1, .after = 5ms};
  auto result = run(plan);
  CHECK(result.measured.of(Outcome::cancelled) == 40);
  CHECK(result.measured.failures() == 0);
  CHECK(server.requests() == 40);
  CHECK(server.connections() == 40);

  FakeServer quick(good_reply);
  plan = plan_for(quick, 4, 400);
  plan.send.cancel = {.share = 0.5, .after = 10s};  // the reply is faster
  result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 400);
  CHECK(quick.connections() == 4);

  FakeServer mixed([](int) {
    auto reply = good_reply(0);
    reply.before_each = 100ms;
    return reply;
  });
  plan = plan_for(mixed, 40, 200);
  plan.send.cancel = {.share = 0.25, .after = RandomDuration::uniform(1ms, 5ms)};
  result = run(plan);
  CHECK(result.measured.of(Outcome::success) + result.measured.of(Outcome::cancelled) == 200);
  CHECK(result.measured.of(Outcome::cancelled) > 20);
  CHECK(result.measured.of(Outcome::cancelled) < 80);
}

TEST_CASE("a stream is given up after so many events, and counts as cancelled whatever would have followed") {
  FakeServer server([](int) {
    std::string events;
    for (int i = 0; i < 5; ++i)
      events += R"(data: {"choices":[{"delta":{"content":"x"}}]})"
                "\n\n";
    return FakeServer::whole("200 OK", "Content-Type: text/event-stream\r\n", events + "data: [DONE]\n\n");
  });
  RunPlan plan = plan_for(server, 2, 20);
  plan.request.stream = true;
  plan.send.cancel = {.share = 1, .after_events = 3};
  auto result = run(plan);
  CHECK(result.measured.of(Outcome::cancelled) == 20);
  CHECK(result.measured.failures() == 0);
  CHECK(server.requests() == 20);
  CHECK(server.connections() == 20);  // each was closed
  plan.send.cancel.after_events = 6;
  CHECK(run(plan).measured.of(Outcome::success) == 20);
  plan.send.cancel = {.share = 0.5, .after_events = 1};
  plan.load.requests = 200;
  result = run(plan);
  CHECK(result.measured.of(Outcome::success) + result.measured.of(Outcome::cancelled) == 200);
  CHECK(result.measured.of(Outcome::cancelled) > 60);
  CHECK(result.measured.of(Outcome::cancelled) < 140);
}

TEST_CASE("a limit of requests is kept by all workers together, and nothing is sent after the end") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 8, 0);
  plan.load.requests.reset();
  plan.load.duration = 150s;
  plan.time_scale = 200;
  plan.send.requests_per_minute = 50;
  SUBCASE("of users") {}
  SUBCASE("in an open loop") {
    plan.load.shape = LoadShape::open_loop;
    plan.load.requests_per_second = 2;
    plan.load.max_connections = 400;
  }
  const SystemClock clock(plan.time_scale);
  const auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  // At 0, 60 and 120 s, or a little later.
  CHECK(server.requests() == 150);
  CHECK(result->whole_run.of(Outcome::success) == 150);
  CHECK(result->whole_run.failures() == 0);
  CHECK(result->whole_run.not_sent > 0);
  CHECK(result->whole_run.not_sent == result->whole_run.of(Outcome::abandoned));
}

TEST_CASE("a limit of tokens is put right by what replies cost") {
  FakeServer server(good_reply);  // 5 tokens
  RunPlan plan = plan_for(server, 4, 60);
  plan.request.max_tokens = 1000;
  plan.send.tokens_per_minute = 5'000;
  const auto result = run(plan);
  // Four at a time are reserved with 4 * 1,009; without the corrections the fifth would wait for a minute.
  CHECK(result.measured.of(Outcome::success) == 60);
  CHECK(result.length < 30s);
}

TEST_CASE("connections come from the source addresses in turn") {
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 6, 12);
  plan.send.source_addresses = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 12);
  CHECK(server.peers() == std::set<std::string>{"127.0.0.1", "127.0.0.2", "127.0.0.3"});
}
