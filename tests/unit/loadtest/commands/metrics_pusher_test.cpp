#include "loadtest/commands/metrics_pusher.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

FakeServer::Reply taken(int) { return FakeServer::whole("200 OK", "", ""); }

PushGateway gateway_at(const std::string& url, Duration interval = 1h) {
  auto gateway = parse_push_gateway(url, "box");
  REQUIRE(gateway.ok());
  gateway->interval = interval;
  return *gateway;
}

// Returns when the first push has failed.
std::string warning_of(MetricsPusher& pusher) {
  std::string warning;
  while (warning.empty()) {
    warning = pusher.take_warning();
    std::this_thread::yield();
  }
  return warning;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("what was given last is pushed at the end, to the group and as the text format") {
  FakeServer server(taken);
  MetricsPusher pusher(gateway_at(server.url()), {}, "first 1\n");
  pusher.give("second 2\n");
  pusher.finish();
  CHECK(pusher.conclude().empty());
  CHECK(pusher.take_warning().empty());
  const auto request = server.last_request();
  CHECK(request.method() == beast::http::verb::put);
  CHECK(request.target() == "/metrics/job/oaisim_load/instance/box");
  CHECK(request["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(request.count("Authorization") == 0);
  CHECK(request.body() == "second 2\n");
}

TEST_CASE("pushes are repeated while the run goes on") {
  FakeServer server(taken);
  MetricsPusher pusher(gateway_at(server.url(), 1ms), {}, "page 1\n");
  while (server.requests() < 5) std::this_thread::yield();
  CHECK(pusher.conclude().empty());
}

TEST_CASE("the user and the password of the address go as basic authentication") {
  FakeServer server(taken);
  const std::string host = server.url().substr(7);
  MetricsPusher pusher(gateway_at("http://me:p%40ss@" + host), {}, "page 1\n");
  CHECK(pusher.conclude().empty());
  CHECK(server.last_request()["Authorization"] == "Basic bWU6cEBzcw==");
}

TEST_CASE("a gateway that is down is told once, and at the end, without the password") {
  MetricsPusher pusher(gateway_at("http://me:hush@127.0.0.1:1"), {}, "page 1\n");
  const auto warning = warning_of(pusher);
  CHECK(
      contains(warning, "--prometheus-push: a push to http://127.0.0.1:1 failed: Connection refused; the run goes on"));
  CHECK(pusher.take_warning().empty());
  const auto end = pusher.conclude();
  CHECK(contains(end, "2 of 2 pushes to http://127.0.0.1:1 failed, the last one too"));
  CHECK_FALSE(contains(warning + end, "hush"));
}

TEST_CASE("a gateway that takes the last page has all, and what failed before is told") {
  FakeServer server(
      [](int index) { return index == 0 ? FakeServer::whole("500 No", "", "full\nsecond line") : taken(0); });
  MetricsPusher pusher(gateway_at(server.url()), {}, "page 1\n");
  CHECK(contains(warning_of(pusher), "failed: status 500: 'full'; the run goes on"));
  const auto end = pusher.conclude();
  CHECK(contains(end, "1 of 2 pushes to "));
  CHECK(contains(end, "failed, but not the last one; the last that did: status 500"));
}

TEST_CASE("what a gateway says is not repeated when it was sent a secret, and a refusal says what to do") {
  const auto problem = [](const std::string& status, const std::string& user) {
    FakeServer server([&](int) { return FakeServer::whole(status, "", "you sent hush"); });
    MetricsPusher pusher(gateway_at("http://" + user + server.url().substr(7)), {}, "page 1\n");
    return pusher.conclude();
  };
  CHECK(contains(problem("400 Bad", ""), "status 400: 'you sent hush'"));
  CHECK(problem("400 Bad", "me:hush@").ends_with("status 400"));
  CHECK(problem("401 No", "me:hush@").ends_with("status 401; are the user and the password right?"));
  CHECK(contains(problem("401 No", ""), "does it want a user and a password"));
  CHECK(problem("404 No", "").ends_with("status 404; is it the address of a Pushgateway?"));
}
