// A client's TlsSession with a server's, in memory: what is trusted, and how it is told why not.
#include <doctest/doctest.h>

#include <string>

#include "common/base/clock.h"
#include "common/http/tls_session.h"
#include "tests/support/files.h"

using namespace oaisim;

namespace {

constexpr std::int64_t kNow = 1'900'000'000;

std::string text_of(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

std::shared_ptr<const TlsContext> server_context(std::int64_t unix_seconds) {
  auto made = TlsContext::make({.self_signed = true}, "localhost", unix_seconds);
  REQUIRE(made.ok());
  return *made;
}

std::int64_t today() { return SystemClock().unix_seconds(); }

struct Pair {
  TlsSession server;
  TlsSession client;
  beast::flat_buffer to_server, to_client;

  Pair(const TlsContext& context, const TlsClientContext& client_context, const std::string& host)
      : server(context), client(client_context, host) {
    for (int turn = 0; turn < 5; ++turn) {
      std::string_view nothing;
      if (client.has_answer()) server.feed(std::string(client.next_to_send(nothing)), to_server);
      if (server.has_answer()) client.feed(std::string(server.next_to_send(nothing)), to_client);
    }
  }
};

std::shared_ptr<const TlsClientContext> client_context(const TlsClientSettings& settings) {
  auto made = TlsClientContext::make(settings);
  REQUIRE(made.ok());
  return *made;
}

}  // namespace

TEST_CASE("a client that trusts the certificate talks to the server, by name and by address") {
  const auto server = server_context(today());
  const auto file = temporary_file(server->certificate_pem());
  const auto trusting = client_context({.ca_path = file});
  for (const char* host : {"localhost", "127.0.0.1", "::1"}) {
    CAPTURE(host);
    Pair pair(*server, *trusting, host);
    REQUIRE(pair.client.is_open());
    CHECK(pair.client.certificate_problem().empty());
    std::string_view request = "GET / HTTP/1.1";
    pair.server.feed(std::string(pair.client.next_to_send(request)), pair.to_server);
    CHECK(text_of(pair.to_server) == "GET / HTTP/1.1");
    std::string_view reply = "HTTP/1.1 200 OK";
    pair.client.feed(std::string(pair.server.next_to_send(reply)), pair.to_client);
    CHECK(text_of(pair.to_client) == "HTTP/1.1 200 OK");
    pair.server.close();
    std::string_view nothing;
    pair.client.feed(std::string(pair.server.next_to_send(nothing)), pair.to_client);
    CHECK(pair.client.is_over());
    CHECK_FALSE(pair.client.has_failed());
  }
}

TEST_CASE("a certificate of nobody known, of another host or of another time is refused in words") {
  const auto server = server_context(today());
  const auto file = temporary_file(server->certificate_pem());
  const auto problem = [](const TlsContext& context, const TlsClientSettings& settings, const std::string& host) {
    const auto made = client_context(settings);
    Pair pair(context, *made, host);
    CHECK(pair.client.has_failed());
    return pair.client.certificate_problem();
  };
  CHECK(problem(*server, {}, "localhost").find("self") == 0);
  CHECK(problem(*server, {.ca_path = file}, "example.org") == "hostname mismatch");
  CHECK(problem(*server, {.ca_path = file}, "127.0.0.2") == "IP address mismatch");
  const auto old = server_context(today() - 100 * 86400);
  const auto old_file = temporary_file(old->certificate_pem(), "old");
  CHECK(problem(*old, {.ca_path = old_file}, "localhost") == "certificate has expired");
}

TEST_CASE("a client that is told to trust anyone does") {
  const auto server = server_context(kNow);
  const auto careless = client_context({.insecure = true});
  Pair pair(*server, *careless, "example.org");
  CHECK(pair.client.is_open());
  CHECK(pair.client.certificate_problem().empty());
}

TEST_CASE("a server that speaks no TLS is told apart from one that is not trusted") {
  const auto client = client_context({.insecure = true});
  TlsSession session(*client, "localhost");
  beast::flat_buffer plain;
  session.feed("HTTP/1.1 400 Bad Request\r\n\r\n", plain);
  CHECK(session.has_failed());
  CHECK(session.certificate_problem().empty());
  CHECK(session.failure().find("version") != std::string::npos);
}

TEST_CASE("a file of authorities that cannot be read is an error that names the flag") {
  CHECK(TlsClientContext::make({.ca_path = "/nonexistent"}).error().message.starts_with("--ca-file: cannot read"));
  CHECK_FALSE(TlsClientContext::make({.ca_path = temporary_file("garbage")}).ok());
}
