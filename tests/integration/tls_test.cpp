// The server behind TLS: who trusts it is served as without it, and who mistreats it costs nobody else.
#include <netinet/tcp.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/integration/mistreated_server.h"
#include "tests/support/files.h"
#include "tests/support/tls_connection.h"

using namespace oaisim;
using namespace oaisim::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string kHealth = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string kHealthy = "{\"status\":\"ok\"}";
const std::string kEventEnd = "\n\n\r\n";  // of an event in a chunk

std::vector<std::string> with_tls(std::vector<std::string> flags = {}) {
  flags.emplace_back("--tls-self-signed");
  return flags;
}

// SHA-256 of what the server shows, as "AB:CD:...".
std::string fingerprint_of(SSL* ssl) {
  X509* certificate = SSL_get1_peer_certificate(ssl);
  REQUIRE(certificate != nullptr);
  unsigned char digest[32];
  X509_digest(certificate, EVP_sha256(), digest, nullptr);
  X509_free(certificate);
  std::string text;
  for (const unsigned char byte : digest) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%02X:", byte);
    text += digits;
  }
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("the start says https and the fingerprint of the certificate that clients are shown") {
  ServerUnderTest server(with_tls());
  TlsConnection connection(server.process().port());
  const std::string log = server.process().log();
  CHECK_MESSAGE(contains(log, "serves https://127.0.0.1:" + std::to_string(server.process().port())), log);
  CHECK_MESSAGE(contains(log, "fingerprint " + fingerprint_of(connection.ssl())), log);
}

TEST_CASE("a client that trusts the certificate it was given verifies the server, and no other does") {
  const TemporaryFolder folder;
  const auto path = folder / "cert.pem";
  ServerUnderTest server(with_tls({"--tls-cert-out", path}));
  const auto status_of = [&](const std::string& host, const std::string& trusted) {
    httplib::SSLClient client(host, server.process().port());
    if (!trusted.empty()) client.set_ca_cert_path(trusted);
    client.enable_server_certificate_verification(true);
    const auto reply = client.Get("/health");
    return reply ? reply->status : 0;
  };
  CHECK(status_of("localhost", path) == 200);
  CHECK(status_of("127.0.0.1", path) == 200);
  CHECK(status_of("localhost", {}) == 0);
  const auto text = read_file(path);
  CHECK(contains(text, "BEGIN CERTIFICATE"));
  CHECK_FALSE(contains(text, "KEY"));
}

TEST_CASE("a connection is kept, pipelined requests are answered in order, and its end is said") {
  ServerUnderTest server(with_tls());
  TlsConnection connection(server.process().port());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(connection.send(kHealth));
    CHECK(connection.read_until(kHealthy).starts_with("HTTP/1.1 200"));
  }
  REQUIRE(connection.send(kHealth + "GET /no-such-address HTTP/1.1\r\nHost: h\r\n\r\n" +
                          "GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  CHECK(connection.read_until(kHealthy).starts_with("HTTP/1.1 200"));
  const std::string others = connection.read_until(kHealthy);
  CHECK(others.starts_with("HTTP/1.1 404"));
  CHECK(contains(others, "HTTP/1.1 200"));
  CHECK(connection.is_told_the_end());
}

TEST_CASE("an event of a stream is sent when it is due, as records of its own") {
  ServerUnderTest server(with_tls());
  TlsConnection connection(server.process().port());
  REQUIRE(connection.send(chat_request(streamed(chat_body(2)), "x-sim-ttft-ms: 0\r\nx-sim-itl-ms: 600000\r\n")));
  CHECK(contains(connection.read_until(kEventEnd), "data: {"));
  TlsConnection paced(server.process().port());
  REQUIRE(paced.send(chat_request(streamed(chat_body(20)), "x-sim-ttft-ms: 0\r\nx-sim-itl-ms: 10\r\n")));
  std::string all;
  while (!all.ends_with("0\r\n\r\n")) {
    const std::string record = paced.read_record();
    REQUIRE_FALSE(record.empty());
    CHECK(record.ends_with("\r\n"));
    all += record;
  }
  CHECK(contains(all, "data: [DONE]"));
}

TEST_CASE("large bodies pass both ways") {
  ServerUnderTest server(with_tls());
  json body = chat_body(16'000);
  body["model"] = "unlimited";
  body["n"] = 8;
  body["messages"][0]["content"] = std::string(3'000'000, '!');
  for (const bool is_stream : {false, true}) {
    const auto reply = server.process().client().Post("/v1/chat/completions",
                                                      (is_stream ? streamed(body) : body).dump(), "application/json");
    REQUIRE(reply);
    CHECK(reply->status == 200);
    if (is_stream) {
      CHECK(reply->body.ends_with("data: [DONE]\n\n"));
    } else {
      CHECK(json::parse(reply->body)["usage"]["completion_tokens"] == 8 * 16'000);
    }
  }
  server.check_serves_within_memory();
}

TEST_CASE("a plain request on the port is told in plain text that it speaks TLS") {
  ServerUnderTest server(with_tls());
  for (const std::string& request :
       {kHealth, chat_request(chat_body()), std::string("PATCH /v1/models HTTP/1.0\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nmore to come")}) {
    auto connection = server.connect();
    REQUIRE(connection.send(request));
    const auto reply = connection.read_reply();
    REQUIRE(reply);
    CHECK(reply->status == 400);
    CHECK(contains(openai_error(reply->body)["message"], "this port speaks TLS"));
    CHECK(connection.is_closed_within(20s));
  }
  server.check_serves_within_memory();
}

TEST_CASE("bytes that are no TLS end the connection, with an alert where they look like it") {
  ServerUnderTest server(with_tls());
  auto like_tls = server.connect();
  REQUIRE(like_tls.send(std::string("\x16\x03\x01\0\x05hello", 10)));
  CHECK(like_tls.wait_for("\x15\x03"));
  CHECK(like_tls.is_closed_within(20s));
  auto other = server.connect();
  REQUIRE(other.send(std::string(5000, '\0')));
  CHECK(other.is_closed_within(20s));
  // Within a connection that works, whether it is read from or waited upon.
  for (const std::string& request : {std::string(), chat_request(chat_body(), "x-sim-ttft-ms: 600000\r\n")}) {
    TlsConnection connection(server.process().port());
    if (!request.empty()) REQUIRE(connection.send(request));
    if (!request.empty()) REQUIRE(server.comes_to("oaisim_in_flight_requests", 1));
    REQUIRE(::send(SSL_get_fd(connection.ssl()), "\x17\x03\x03\0\x14no record of anybody", 25, 0) == 25);
    CHECK(connection.read_record().empty());
    CHECK(server.comes_to("oaisim_in_flight_requests", 0));
  }
  CHECK(server.comes_to("oaisim_refused_requests_total", 4));
  server.check_serves_within_memory();
}

TEST_CASE("a handshake that does not come to its end is shut out after --read-timeout while others are served") {
  ServerUnderTest server(with_tls({"--read-timeout", "1s"}));
  const std::string hello("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11);
  auto connection = server.connect();
  std::size_t sent = 0;
  CHECK(eventually(
      [&] {
        server.check_serves();
        const bool is_open = connection.send(sent < hello.size() ? hello.substr(sent, 1) : "x");
        sent = std::min(sent + 1, std::size_t{400});
        return !is_open || connection.is_closed_within(100ms);
      },
      30s));
  auto silent = server.connect();
  REQUIRE(silent.send(hello));
  CHECK(silent.is_closed_within(20s));
  server.check_serves_within_memory();
}

TEST_CASE("after the handshake a connection may rest for --keep-alive-timeout, and its end is said") {
  ServerUnderTest patient(with_tls({"--read-timeout", "100ms"}));
  TlsConnection connection(patient.process().port());
  CHECK_FALSE(patient.connect().is_closed_within(1s));  // several times --read-timeout pass
  REQUIRE(connection.send(kHealth));
  CHECK(connection.read_until(kHealthy).starts_with("HTTP/1.1 200"));
  ServerUnderTest brief(with_tls({"--keep-alive-timeout", "100ms"}));
  CHECK(TlsConnection(brief.process().port()).is_told_the_end());
}

TEST_CASE("a client that leaves, or says that it does, is noticed at once") {
  enum class Way { closes, resets, says_end, said_end_with_request };
  ServerUnderTest server(with_tls());
  int left = 0;
  for (const bool is_stream : {true, false}) {
    for (const Way way : {Way::closes, Way::resets, Way::says_end, Way::said_end_with_request}) {
      CAPTURE(is_stream);
      CAPTURE(static_cast<int>(way));
      TlsConnection connection(server.process().port());
      const json body = is_stream ? streamed(chat_body(1000)) : chat_body(1000);
      // A record and close_notify in one segment.
      const int corked = way == Way::said_end_with_request ? 1 : 0;
      setsockopt(SSL_get_fd(connection.ssl()), IPPROTO_TCP, TCP_CORK, &corked, sizeof corked);
      REQUIRE(connection.send(chat_request(body, "x-sim-ttft-ms: 0\r\nx-sim-itl-ms: 600000\r\n")));
      if (way == Way::said_end_with_request) {
        connection.say_end();
        const int off = 0;
        setsockopt(SSL_get_fd(connection.ssl()), IPPROTO_TCP, TCP_CORK, &off, sizeof off);
      } else {
        REQUIRE(server.comes_to("oaisim_in_flight_requests", 1));
      }
      if (way == Way::says_end) connection.say_end();
      if (way == Way::closes || way == Way::resets) connection.close(way == Way::resets);
      CHECK(server.comes_to("aoai_api_simulator_latency_base_seconds_count", ++left, "status_code=\"499\""));
      CHECK(server.comes_to("oaisim_in_flight_requests", 0));
    }
  }
  server.check_serves_within_memory();
}

TEST_CASE("a client that sends far ahead of its reply, or stops reading it, is let go and holds nothing") {
  ServerUnderTest server(with_tls({"--write-timeout", "1s"}));
  TlsConnection ahead(server.process().port());
  REQUIRE(ahead.send(chat_request(chat_body(), "x-sim-ttft-ms: 600000\r\n")));
  REQUIRE(server.comes_to("oaisim_in_flight_requests", 1));
  const std::string bytes(16'000, 'x');
  for (int i = 0; i < 1000 && ahead.send(bytes); ++i) {
  }
  CHECK(server.comes_to("oaisim_in_flight_requests", 0));

  json body = streamed(chat_body(16'000));
  body["n"] = 16;
  TlsConnection stuck(server.process().port());
  REQUIRE(stuck.send(chat_request(body)));
  REQUIRE_FALSE(stuck.read_record().empty());
  CHECK(server.comes_to("oaisim_in_flight_requests", 0));
  server.check_serves_within_memory();
}

TEST_CASE("told to end, it finishes the replies under way, says the end, and ends with 0") {
  ServerUnderTest server(with_tls({"--shutdown-timeout", "60s"}));
  TlsConnection resting(server.process().port());
  REQUIRE(resting.send(kHealth));
  resting.read_until(kHealthy);
  TlsConnection waiting(server.process().port());
  REQUIRE(waiting.send(chat_request(chat_body(), "x-sim-ttft-ms: 500\r\nx-sim-itl-ms: 0\r\n")));
  REQUIRE(server.comes_to("oaisim_in_flight_requests", 1));
  CHECK(server.process().stop() == 0);  // kills it, which is no 0, long before 60 s
  CHECK(waiting.read_until("}").starts_with("HTTP/1.1 200"));
  CHECK(waiting.is_told_the_end());
  CHECK(resting.is_told_the_end());
}
