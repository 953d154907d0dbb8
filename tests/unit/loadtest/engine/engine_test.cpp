#include "loadtest/engine/engine.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using Reply = FakeServer::Reply;

namespace {

const std::string kBody =
    R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}})";
const std::string kJson = "Content-Type: application/json\r\n";

Reply good(int) { return FakeServer::whole("200 OK", kJson, kBody); }

std::string chunk(const std::string& data) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  return size + data + "\r\n";
}

std::string event(const std::string& json) { return chunk("data: " + json + "\n\n"); }

const std::string kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string kToken = R"({"choices":[{"delta":{"content":"x"}}]})";
const std::string kUsage = R"({"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}})";

RunPlan plan_for(const FakeServer& server, std::int64_t users, std::int64_t requests) {
  RunPlan plan;
  plan.name = "run";
  plan.target = *make_target({.url = server.url(), .model = "m", .deployment = "", .api_version = "", .key = "secret"});
  plan.load.users = users;
  plan.load.requests = requests;
  plan.request.prompts = {"hello"};
  plan.threads = 2;
  return plan;
}

RunResult run(const RunPlan& plan) {
  const SystemClock clock;
  auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  return std::move(*result);
}

// What one request comes to when the server answers so.
Outcome outcome_of(std::function<Reply(int)> answer, bool stream = false) {
  FakeServer server(std::move(answer));
  RunPlan plan = plan_for(server, 1, 1);
  plan.request.stream = stream;
  plan.timeouts.first_byte = 150ms;
  plan.timeouts.whole = 300ms;
  const auto result = run(plan);
  REQUIRE(result.whole_run.requests == 1);
  if (result.whole_run.of(Outcome::success) == 0) CHECK(result.latencies.e2e.from_sent.empty());
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (result.whole_run.by_outcome[i] == 1) return static_cast<Outcome>(i);
  }
  return Outcome::abandoned;
}

}  // namespace

TEST_CASE("users share the requests exactly and keep their connections") {
  FakeServer server(good);
  const auto result = run(plan_for(server, 5, 203));
  CHECK(server.requests() == 203);
  CHECK(server.connections() == 5);
  CHECK(result.measured.of(Outcome::success) == 203);
  CHECK(result.measured.completion_tokens == 406);
  CHECK(result.latencies.e2e.from_sent.count() == 203);
  CHECK(result.latencies.connect.count() == 5);
  CHECK(result.plan.target.key.empty());
}

TEST_CASE("a stream has its first token, its gaps and its end") {
  FakeServer server([](int) {
    return Reply{.pieces = {kStreamHead + event(kToken), event(kToken) + event(kUsage), event("[DONE]") + "0\r\n\r\n"},
                 .before_each = 20ms};
  });
  RunPlan plan = plan_for(server, 1, 3);
  plan.request.stream = true;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 3);
  CHECK(result.latencies.ttft.from_sent.count() == 3);
  CHECK(result.latencies.ttft.from_sent.min() >= 20'000'000);
  CHECK(result.latencies.icl.count() == 3);
  CHECK(result.latencies.icl.min() >= 15'000'000);
  CHECK(result.latencies.e2e.from_sent.min() > result.latencies.ttft.from_sent.min());
  CHECK(result.latencies.done.min() > result.latencies.e2e.from_sent.min());
  CHECK(server.connections() == 1);
}

TEST_CASE("each way a server misbehaves has its class") {
  CHECK(outcome_of(good) == Outcome::success);
  CHECK(outcome_of([](int) { return Reply{.stall = true}; }) == Outcome::timeout);
  CHECK(outcome_of([](int) {
          return Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .stall = true};
        }) == Outcome::timeout);
  CHECK(outcome_of([](int) {
          return Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .close = true};
        }) == Outcome::broken_stream);
  CHECK(outcome_of([](int) { return Reply{.close = true}; }) == Outcome::broken_stream);
  CHECK(outcome_of([](int) { return FakeServer::whole("200 OK", kJson, "garbage"); }) == Outcome::bad_body);
  CHECK(outcome_of([](int) { return Reply{.pieces = {"garbage\r\n\r\n"}}; }) == Outcome::bad_body);
  CHECK(outcome_of([](int) { return FakeServer::whole("401 Unauthorized", kJson, "{}"); }) == Outcome::client_error);
  CHECK(outcome_of([](int) { return FakeServer::whole("500 Oops", kJson, "{}"); }) == Outcome::server_error);
  CHECK(outcome_of([](int) { return FakeServer::whole("429 Slow down", kJson, "{}"); }) == Outcome::rate_limited);
}

TEST_CASE("each way a stream goes wrong has its class") {
  CHECK(outcome_of([](int) { return Reply{.pieces = {kStreamHead + event(kToken)}, .close = true}; }, true) ==
        Outcome::broken_stream);
  CHECK(outcome_of([](int) { return Reply{.pieces = {kStreamHead + event(kToken)}, .stall = true}; }, true) ==
        Outcome::timeout);
  CHECK(outcome_of([](int) { return Reply{.pieces = {kStreamHead + "zz\r\nx"}, .stall = true}; }, true) ==
        Outcome::bad_body);
  CHECK(outcome_of([](int) { return Reply{.pieces = {kStreamHead + event("{\"choices\"")}, .stall = true}; }, true) ==
        Outcome::bad_body);
  CHECK(outcome_of([](int) { return Reply{.pieces = {kStreamHead + event(kToken) + "0\r\n\r\n"}}; }, true) ==
        Outcome::broken_stream);
  CHECK(outcome_of(good, true) == Outcome::bad_body);
}

TEST_CASE("a body that ends with the connection is whole, and the next request connects again") {
  FakeServer server(
      [](int) { return Reply{.pieces = {"HTTP/1.1 200 OK\r\n" + kJson + "\r\n" + kBody}, .close = true}; });
  const auto result = run(plan_for(server, 1, 3));
  CHECK(result.measured.of(Outcome::success) == 3);
  CHECK(server.connections() == 3);
}

TEST_CASE("an address where nobody listens fails to connect") {
  std::string url;
  {
    FakeServer gone(good);
    url = gone.url();
  }
  FakeServer other(good);
  RunPlan plan = plan_for(other, 1, 2);
  plan.target = *make_target({.url = url, .model = "m", .deployment = "", .api_version = "", .key = ""});
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::connect) == 2);
}

TEST_CASE("a user who cannot connect pauses, and the result does not claim to be valid") {
  std::string url;
  {
    FakeServer gone(good);
    url = gone.url();
  }
  FakeServer other(good);
  RunPlan plan = plan_for(other, 1, 0);
  plan.target = *make_target({.url = url, .model = "m", .deployment = "", .api_version = "", .key = ""});
  plan.load.requests.reset();
  plan.load.duration = 500ms;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::connect) >= 2);
  CHECK(result.measured.of(Outcome::connect) <= 3);  // at 0, 100 and 300 ms
  CHECK_FALSE(result.verdict.valid);
  CHECK(result.verdict.nothing_measured);
}

TEST_CASE("a 429 is counted and not retried by default") {
  FakeServer server([](int i) {
    return i == 0 ? FakeServer::whole("429 Slow down", "retry-after-ms: 50\r\n", R"({"error":{"type":"tokens"}})")
                  : good(i);
  });
  const auto result = run(plan_for(server, 1, 1));
  CHECK(server.requests() == 1);
  CHECK(result.measured.of(Outcome::rate_limited) == 1);
  CHECK(result.measured.limited_for(LimitReason::tokens) == 1);
}

TEST_CASE("with retry the retry-after of a 429 is waited for, and intended tells of the wait") {
  FakeServer server([](int i) {
    return i < 2 ? FakeServer::whole("429 Slow down", "retry-after-ms: 50\r\n", R"({"error":{"type":"requests"}})")
                 : good(i);
  });
  RunPlan plan = plan_for(server, 1, 1);
  plan.retry.on_429 = true;
  const auto result = run(plan);
  CHECK(server.requests() == 3);
  CHECK(result.measured.requests == 1);
  CHECK(result.measured.of(Outcome::success) == 1);
  CHECK(result.measured.retries == 2);
  CHECK(result.latencies.e2e.from_intended.min() >= 100'000'000);
  CHECK(result.latencies.e2e.from_sent.max() < result.latencies.e2e.from_intended.min());
}

TEST_CASE("a 429 whose wait outlasts the run ends its user instead of asking again at once") {
  FakeServer server([](int) { return FakeServer::whole("429 Slow down", "retry-after-ms: 60000\r\n", "{}"); });
  RunPlan plan = plan_for(server, 2, 0);
  plan.load.requests.reset();
  plan.load.duration = 200ms;
  plan.retry.on_429 = true;
  SUBCASE("in a closed loop") {}
  SUBCASE("paced") {
    plan.load.shape = LoadShape::paced_users;
    plan.load.requests_per_second = 1000;
  }
  const auto result = run(plan);
  CHECK(server.requests() == 2);
  CHECK(result.whole_run.of(Outcome::rate_limited) == 2);
}

TEST_CASE("with retry a user waits as told also after the last attempt") {
  FakeServer server([](int) { return FakeServer::whole("429 Slow down", "retry-after-ms: 100\r\n", "{}"); });
  RunPlan plan = plan_for(server, 1, 0);
  plan.load.requests.reset();
  plan.load.duration = 350ms;
  plan.retry = {.on_429 = true, .attempts = 1};
  run(plan);
  CHECK(server.requests() >= 2);
  CHECK(server.requests() <= 4);
}

TEST_CASE("a failure is sent again when its class is retried, after a wait that grows") {
  int failures = 0;
  FakeServer server(
      [&](int i) { return i % 4 != 3 ? ++failures, FakeServer::whole("503 Busy", kJson, "{}") : good(i); });
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
  FakeServer server([](int i) { return i == 0 ? Reply{.stall = true} : good(i); });
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

  FakeServer quick(good);
  plan = plan_for(quick, 4, 400);
  plan.send.cancel = {.share = 0.5, .after = 10s};  // the reply is faster
  result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 400);
  CHECK(quick.connections() == 4);

  FakeServer mixed([](int) {
    auto reply = good(0);
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

TEST_CASE("a limit of requests is kept by all workers together, and nothing is sent after the end") {
  FakeServer server(good);
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
}

TEST_CASE("a limit of tokens is put right by what replies cost") {
  FakeServer server(good);  // 5 tokens
  RunPlan plan = plan_for(server, 4, 60);
  plan.request.max_tokens = 1000;
  plan.send.tokens_per_minute = 5'000;
  const auto result = run(plan);
  // Four at a time are reserved with 4 * 1,009; without the corrections the fifth would wait for a minute.
  CHECK(result.measured.of(Outcome::success) == 60);
  CHECK(result.length < 30s);
}

TEST_CASE("users come and go with the stages") {
  FakeServer server([](int) {
    auto reply = good(0);
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
  FakeServer server(good);
  RunPlan plan = plan_for(server, 20, 10);
  plan.load.spawn_rate = 0.01;  // the second begins after 100 s
  plan.threads = 1;
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 10);
  CHECK(result.length < 50s);
}

TEST_CASE("bursts of a ramp arrive as planned") {
  FakeServer server(good);
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
  FakeServer server(good);
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

TEST_CASE("connections come from the source addresses in turn") {
  FakeServer server(good);
  RunPlan plan = plan_for(server, 6, 12);
  plan.send.source_addresses = {"127.0.0.1", "127.0.0.2", "127.0.0.3"};
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 12);
  CHECK(server.peers() == std::set<std::string>{"127.0.0.1", "127.0.0.2", "127.0.0.3"});
}

TEST_CASE("with a number of requests the steady window lasts until the last reply") {
  FakeServer server([](int i) {
    auto reply = good(i);
    reply.before_each = i % 2 == 0 ? 20ms : 80ms;
    return reply;
  });
  const auto result = run(plan_for(server, 10, 10));
  CHECK(result.steady_length == result.length);
  CHECK(result.steady.successes_per_second == doctest::Approx(10 / to_seconds(result.length)));
}

TEST_CASE("a kept connection that the server closed is opened again, not a failure") {
  FakeServer server([](int i) {
    auto reply = good(i);
    reply.close = true;
    return reply;
  });
  RunPlan plan = plan_for(server, 2, 60);
  SUBCASE("at once") {}
  SUBCASE("after a rest") { plan.load.think_time = 5ms; }
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::success) == 60);
  CHECK(server.requests() == 60);
  CHECK(server.connections() == 60);
}

TEST_CASE("a request that meets the close of a kept connection is sent once more") {
  FakeServer server([](int i) { return i == 1 ? Reply{.close = true} : good(i); });
  const auto result = run(plan_for(server, 1, 3));
  CHECK(result.measured.of(Outcome::success) == 3);
  CHECK(server.requests() == 4);
  CHECK(server.connections() == 2);

  FakeServer broken([](int i) { return i > 0 ? Reply{.close = true} : good(i); });
  const auto failed = run(plan_for(broken, 1, 2));
  CHECK(failed.measured.of(Outcome::broken_stream) == 1);
  CHECK(broken.requests() == 3);
}

TEST_CASE("an open loop does not wait for slow replies") {
  FakeServer server([](int) {
    auto reply = good(0);
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
    auto reply = good(0);
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
  FakeServer server(good);
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

TEST_CASE("what does not end in time when the duration is over is abandoned, not failed") {
  FakeServer server([](int) { return Reply{.stall = true}; });
  RunPlan plan = plan_for(server, 2, 0);
  plan.load.requests.reset();
  plan.load.duration = 50ms;
  plan.timeouts.drain = 50ms;
  const auto result = run(plan);
  CHECK(result.whole_run.of(Outcome::abandoned) == 2);
  CHECK(result.whole_run.failures() == 0);
}

TEST_CASE("the requests of the warm-up are offered and left out of the figures") {
  FakeServer server(good);
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
  FakeServer server(good);
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

TEST_CASE("every request is a row of the log, and the key is in none") {
  const auto path = std::filesystem::temp_directory_path() / "oaisim_engine_test.csv";
  FakeServer server(good);
  RunPlan plan = plan_for(server, 4, 100);
  plan.output.csv_path = path.string();
  run(plan);
  std::ifstream file(path);
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) REQUIRE(line.find("secret") == std::string::npos);
  CHECK(lines == 101);
  std::filesystem::remove(path);
}

TEST_CASE("more connections than files may be open are refused with what to do") {
  FakeServer server(good);
  const auto plan = plan_for(server, 900'000'000, 1);
  const SystemClock clock;
  const auto result = Engine(plan, clock).run({});
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().message.find("ulimit -Hn") != std::string::npos);
}
