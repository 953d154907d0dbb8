// Bytes that are no HTTP request, or one that lies about its length.
#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kHead =
    "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Authorization: Bearer test-key\r\n";

// The status of the reply, or 0 when the connection was closed without one.
int status_of(ServerUnderTest& server, const std::string& bytes) {
  auto connection = server.connect();
  connection.send(bytes);
  server.check_serves();
  const auto reply = connection.read_reply();
  if (!reply) {
    CHECK_MESSAGE(connection.is_closed_within(20s), "neither answered nor closed: " << bytes.substr(0, 200));
    return 0;
  }
  return reply->status;
}

void check_refused(ServerUnderTest& server, const std::string& bytes) {
  const int status = status_of(server, bytes);
  CHECK_MESSAGE((status == 400 || status == 505 || status == 0),
                "status " << status << " for " << bytes.substr(0, 200));
}

}  // namespace

TEST_CASE("a header line of 1 MB is refused with 431") {
  ServerUnderTest server;
  auto connection = server.connect();
  connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(1 << 20, 'x') + "\r\n\r\n");
  server.check_serves();
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 431);
  CHECK(connection.is_closed_within(20s));
  server.check_serves_within_memory();
}

TEST_CASE("many headers, a long target and a head without end are refused") {
  ServerUnderTest server;
  std::string many = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 20000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  CHECK(status_of(server, many + "\r\n") == 431);
  const int long_target = status_of(server, "GET /" + std::string(1 << 20, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK((long_target == 431 || long_target == 414));
  const int endless = status_of(server, std::string(1 << 20, 'x'));
  CHECK((endless == 400 || endless == 431 || endless == 414 || endless == 0));
  server.check_serves_within_memory();
}

TEST_CASE("bytes that are no HTTP request are refused") {
  ServerUnderTest server;
  for (const char* bytes :
       {"\r\n\r\n\r\n\r\nGARBAGE\r\n\r\n", "GET\r\n\r\n", "GET /health\r\n\r\n", "GET /health HTTP/9.9\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: h\r\nno colon\r\n\r\n", "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", "G\x01T /health HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client's hello\r\n\r\n"}) {
    check_refused(server, bytes);
  }
  server.check_serves_within_memory();
}

TEST_CASE("a content length that is negative, no number, too large for one or contradictory is refused") {
  ServerUnderTest server;
  for (const char* header :
       {"Content-Length: -1", "Content-Length: many", "Content-Length: 99999999999999999999999",
        "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Content-Length: 2, 3", "Content-Length: 0x2"}) {
    const int status = status_of(server, std::string(kHead) + header + "\r\n\r\n{}");
    CHECK_MESSAGE((status == 400 || status == 413 || status == 0), header << " -> " << status);
  }
  server.check_serves_within_memory();
}

TEST_CASE("a POST without a length has no body and is refused as such") {
  ServerUnderTest server;
  const int status = status_of(server, std::string(kHead) + "\r\n");
  CHECK((status == 400 || status == 411));
  server.check_serves_within_memory();
}

TEST_CASE("bad chunking is refused") {
  ServerUnderTest server;
  for (const char* chunks : {"xyz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                             "2\r\n{}garbage\r\n0\r\n\r\n", "\r\n\r\n"}) {
    check_refused(server, std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
  }
  const int unknown_coding = status_of(server, std::string(kHead) + "Transfer-Encoding: rot13\r\n\r\n{}");
  CHECK((unknown_coding == 400 || unknown_coding == 501 || unknown_coding == 0));
  server.check_serves_within_memory();
}

TEST_CASE("a chunked body in pieces is a body like any other") {
  ServerUnderTest server;
  const std::string body = chat_body().dump();
  std::string chunks;
  for (std::size_t at = 0; at < body.size(); at += 7) {
    const auto piece = body.substr(at, 7);
    chunks += std::to_string(piece.size()) + ";ext=1\r\n" + piece + "\r\n";
  }
  CHECK(status_of(server, std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n") == 200);
}
