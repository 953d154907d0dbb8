#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/files.h"
#include "tests/unit/loadtest/engine/engine_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using Reply = FakeServer::Reply;

namespace {

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
  FakeServer server(good_reply);
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

TEST_CASE("how long replies waited to be received is measured") {
  FakeServer server(good_reply);
  const SystemClock clock;
  // The kernel notes times of arrival from a moment after the first socket of the machine has asked.
  const TimePoint deadline = clock.real_now() + 20s;
  RunResult result = run(plan_for(server, 2, 64));
  while (result.client.receive_lag.empty() && clock.real_now() < deadline) result = run(plan_for(server, 2, 64));
  CHECK_FALSE(result.client.receive_lag.empty());
  CHECK(result.client.receive_lag.count() < 64);
  CHECK(result.client.receive_lag.max() < std::chrono::nanoseconds(20s).count());
}

TEST_CASE("each way a server misbehaves has its class") {
  CHECK(outcome_of(good_reply) == Outcome::success);
  CHECK(outcome_of([](int) { return Reply{.stall = true}; }) == Outcome::timeout);
  CHECK(outcome_of([](int) {
          return Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .stall = true};
        }) == Outcome::timeout);
  CHECK(outcome_of([](int) {
          return Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .close = true};
        }) == Outcome::broken_stream);
  CHECK(outcome_of([](int) { return Reply{.close = true}; }) == Outcome::broken_stream);
  CHECK(outcome_of([](int) { return FakeServer::whole("200 OK", kJsonType, "garbage"); }) == Outcome::bad_body);
  CHECK(outcome_of([](int) { return Reply{.pieces = {"garbage\r\n\r\n"}}; }) == Outcome::bad_body);
  CHECK(outcome_of([](int) { return FakeServer::whole("401 Unauthorized", kJsonType, "{}"); }) ==
        Outcome::client_error);
  CHECK(outcome_of([](int) { return FakeServer::whole("500 Oops", kJsonType, "{}"); }) == Outcome::server_error);
  CHECK(outcome_of([](int) { return FakeServer::whole("429 Slow down", kJsonType, "{}"); }) == Outcome::rate_limited);
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
  CHECK(outcome_of(good_reply, true) == Outcome::bad_body);
}

TEST_CASE("a body that ends with the connection is whole, and the next request connects again") {
  FakeServer server(
      [](int) { return Reply{.pieces = {"HTTP/1.1 200 OK\r\n" + kJsonType + "\r\n" + kGoodBody}, .close = true}; });
  const auto result = run(plan_for(server, 1, 3));
  CHECK(result.measured.of(Outcome::success) == 3);
  CHECK(server.connections() == 3);
}

TEST_CASE("an address where nobody listens fails to connect") {
  std::string url;
  {
    FakeServer gone(good_reply);
    url = gone.url();
  }
  FakeServer other(good_reply);
  RunPlan plan = plan_for(other, 1, 2);
  plan.target = *make_target({.url = url, .model = "m", .deployment = "", .api_version = "", .key = ""});
  const auto result = run(plan);
  CHECK(result.measured.of(Outcome::connect) == 2);
}

TEST_CASE("a user who cannot connect pauses, and the result does not claim to be valid") {
  std::string url;
  {
    FakeServer gone(good_reply);
    url = gone.url();
  }
  FakeServer other(good_reply);
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
                  : good_reply(i);
  });
  const auto result = run(plan_for(server, 1, 1));
  CHECK(server.requests() == 1);
  CHECK(result.measured.of(Outcome::rate_limited) == 1);
  CHECK(result.measured.limited_for(LimitReason::tokens) == 1);
}

TEST_CASE("with retry the retry-after of a 429 is waited for, and intended tells of the wait") {
  FakeServer server([](int i) {
    return i < 2 ? FakeServer::whole("429 Slow down", "retry-after-ms: 50\r\n", R"({"error":{"type":"requests"}})")
                 : good_reply(i);
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

TEST_CASE("with a number of requests the steady window lasts until the last reply") {
  FakeServer server([](int i) {
    auto reply = good_reply(i);
    reply.before_each = i % 2 == 0 ? 20ms : 80ms;
    return reply;
  });
  const auto result = run(plan_for(server, 10, 10));
  CHECK(result.steady_length == result.length);
  CHECK(result.steady.successes_per_second == doctest::Approx(10 / to_seconds(result.length)));
}

TEST_CASE("a kept connection that the server closed is opened again, not a failure") {
  FakeServer server([](int i) {
    auto reply = good_reply(i);
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
  FakeServer server([](int i) { return i == 1 ? Reply{.close = true} : good_reply(i); });
  const auto result = run(plan_for(server, 1, 3));
  CHECK(result.measured.of(Outcome::success) == 3);
  CHECK(server.requests() == 4);
  CHECK(server.connections() == 2);

  FakeServer broken([](int i) { return i > 0 ? Reply{.close = true} : good_reply(i); });
  const auto failed = run(plan_for(broken, 1, 2));
  CHECK(failed.measured.of(Outcome::broken_stream) == 1);
  CHECK(broken.requests() == 3);
}

TEST_CASE("what does not end in time when the duration is over is abandoned, not failed") {
  FakeServer server([](int) { return Reply{.stall = true}; });
  RunPlan plan = plan_for(server, 2, 0);
  plan.load.requests.reset();
  plan.load.duration = 50ms;
  plan.timeouts.drain = 50ms;
  const auto result = run(plan);
  CHECK(result.whole_run.of(Outcome::abandoned) == 2);
  CHECK(result.whole_run.not_sent == 0);
  CHECK(result.whole_run.failures() == 0);
}

TEST_CASE("every request is a row of the log, and the key is in none") {
  const TemporaryFolder folder;
  FakeServer server(good_reply);
  RunPlan plan = plan_for(server, 4, 100);
  plan.output.csv_path = folder / "rows.csv";
  run(plan);
  const auto rows = read_file(plan.output.csv_path);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 101);
  CHECK_FALSE(contains(rows, "secret"));
}

TEST_CASE("more connections than files may be open are refused with what to do") {
  FakeServer server(good_reply);
  const auto plan = plan_for(server, 900'000'000, 1);
  const SystemClock clock;
  const auto result = Engine(plan, clock).run({});
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().message.find("ulimit -Hn") != std::string::npos);
}
