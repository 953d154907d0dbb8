#include "loadtest/client/single_exchange.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

Result<SingleReply> asked(const std::string& url, Duration timeout) {
  const auto address = find_server(*parse_http_url(url), {});
  REQUIRE(address.ok());
  return exchange_once(*address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", SystemClock(), timeout);
}

}  // namespace

TEST_CASE("a single request has its reply whole, whatever its status") {
  FakeServer server([](int) { return FakeServer::whole("503 Busy", "", "come back"); });
  const auto reply = asked(server.url(), 60s);
  REQUIRE(reply.ok());
  CHECK(reply->status == 503);
  CHECK(reply->body == "come back");
}

TEST_CASE("a server that is silent is not waited for longer than was said") {
  FakeServer server([](int) { return FakeServer::Reply{.stall = true}; });
  const auto reply = asked(server.url(), 50ms);
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().message == "no answer within 50ms");
}

TEST_CASE("a server that closes, is not there or speaks no HTTP is told in words") {
  FakeServer closing([](int) { return FakeServer::Reply{.close = true}; });
  CHECK(asked(closing.url(), 60s).error().message == "the connection was closed without a reply");
  FakeServer other([](int) { return FakeServer::Reply{.pieces = {"220 mail.example.org ESMTP\r\n\r\n"}}; });
  CHECK(asked(other.url(), 60s).error().message == "the reply is not HTTP/1.1");
  CHECK(asked("http://127.0.0.1:1", 60s).error().message.find("refused") != std::string::npos);
}
