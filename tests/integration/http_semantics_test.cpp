// What HTTP promises and clients rely on (RFC 9110, RFC 9112).
#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("a client that expects 100-continue is told to go on, and then answered") {
  ServerUnderTest server;
  auto connection = server.connect();
  const std::string request = chat_request(chat_body(), "Expect: 100-continue\r\n");
  const auto head_end = request.find("\r\n\r\n") + 4;
  REQUIRE(connection.send(request.substr(0, head_end)));
  const auto interim = connection.read_reply();
  REQUIRE(interim);
  CHECK(interim->status == 100);
  server.check_serves();
  REQUIRE(connection.send(request.substr(head_end)));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  server.check_memory();
}

TEST_CASE("a body that would be too large is refused before it is sent when 100-continue is expected") {
  ServerUnderTest server({"--max-body-bytes", "1MiB"});
  auto connection = server.connect();
  REQUIRE(
      connection.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n"
                      "Authorization: Bearer test-key\r\nExpect: 100-continue\r\n\r\n"));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 413);
  server.check_serves_within_memory();
}

TEST_CASE("HTTP/1.0 gets a whole reply, and the connection is closed") {
  ServerUnderTest server;
  auto connection = server.connect();
  REQUIRE(connection.send(chat_request(chat_body(), "", "HTTP/1.0")));
  server.check_serves();
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->is_complete);
  CHECK(reply->headers.count("transfer-encoding") == 0);
  CHECK(json::parse(reply->body)["usage"]["completion_tokens"] == 5);
  CHECK(connection.is_closed_within(20s));
  server.check_memory();
}

TEST_CASE("HTTP/1.0 gets a stream without chunks that ends with the connection") {
  ServerUnderTest server;
  auto connection = server.connect();
  REQUIRE(connection.send(chat_request(streamed(chat_body(5)), "", "HTTP/1.0")));
  server.check_serves();
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->headers.count("transfer-encoding") == 0);
  CHECK(reply->body.starts_with("data: {"));
  CHECK(reply->body.ends_with("data: [DONE]\n\n"));
  server.check_memory();
}

TEST_CASE("HTTP/1.0 with keep-alive may ask again") {
  ServerUnderTest server;
  auto connection = server.connect();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(connection.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    const auto reply = connection.read_reply();
    REQUIRE(reply);
    CHECK(reply->status == 200);
    if (reply->headers.at("connection") != "keep-alive") break;  // the server may decline
  }
  server.check_serves_within_memory();
}

TEST_CASE("pipelined requests are answered in order") {
  ServerUnderTest server;
  auto connection = server.connect();
  std::string requests;
  for (int tokens = 1; tokens <= 20; ++tokens) requests += chat_request(chat_body(tokens));
  requests += "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  requests += chat_request(streamed(chat_body(3)));
  requests += "GET /no-such-address HTTP/1.1\r\nHost: localhost\r\n\r\n";
  REQUIRE(connection.send(requests));
  server.check_serves();
  for (int tokens = 1; tokens <= 20; ++tokens) {
    const auto reply = connection.read_reply();
    REQUIRE(reply);
    REQUIRE(reply->status == 200);
    CHECK(json::parse(reply->body)["usage"]["completion_tokens"] == tokens);
  }
  CHECK(connection.read_reply()->status == 200);
  const auto stream = connection.read_reply();
  REQUIRE(stream);
  CHECK(stream->headers.at("content-type").starts_with("text/event-stream"));
  CHECK(stream->body.ends_with("data: [DONE]\n\n"));
  CHECK(connection.read_reply()->status == 404);
  server.check_memory();
}

TEST_CASE("HEAD answers as GET does, without a body") {
  ServerUnderTest server;
  auto connection = server.connect();
  for (const char* path : {"/health", "/", "/metrics"}) {
    REQUIRE(connection.send(std::string("HEAD ") + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    const auto head = connection.read_reply(false);
    REQUIRE(head);
    CHECK(head->status == 200);
  }
  // The connection is still in step: what follows is the answer to this.
  REQUIRE(connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK_FALSE(reply->body.empty());
  server.check_serves_within_memory();
}

TEST_CASE("OPTIONS and a method that an address does not know say which it knows") {
  ServerUnderTest server;
  auto connection = server.connect();
  REQUIRE(connection.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto options = connection.read_reply();
  REQUIRE(options);
  CHECK((options->status == 200 || options->status == 204));
  REQUIRE(options->headers.count("allow") == 1);
  CHECK(options->headers.at("allow").find("POST") != std::string::npos);
  for (const char* method : {"PATCH", "DELETE", "PUT", "BREW"}) {
    REQUIRE(connection.send(std::string(method) + " /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                                  "Authorization: Bearer test-key\r\nContent-Length: 0\r\n\r\n"));
    const auto reply = connection.read_reply();
    REQUIRE_MESSAGE(reply, method);
    CHECK_MESSAGE((reply->status == 405 || (reply->status == 501 && std::string(method) == "BREW")), method);
    if (reply->status == 405) CHECK(reply->headers.at("allow").find("POST") != std::string::npos);
  }
  server.check_serves_within_memory();
}

TEST_CASE("an unknown address is a 404 in the form of the API it resembles") {
  ServerUnderTest server;
  auto client = server.process().client();
  const auto openai = client.Get("/v1/no-such-address");
  REQUIRE(openai);
  CHECK(openai->status == 404);
  openai_error(openai->body);
  const auto azure = client.Get("/openai/no-such-address?api-version=2024-10-21");
  REQUIRE(azure);
  CHECK(azure->status == 404);
  CHECK(json::parse(azure->body)["error"].contains("code"));
  const auto plain = client.Get("/no-such-address");
  REQUIRE(plain);
  CHECK(plain->status == 404);
  server.check_serves_within_memory();
}

TEST_CASE("repeated slashes are one") {
  ServerUnderTest server;
  const auto reply = server.process().client().Post("//v1///chat//completions", chat_body().dump(), "application/json");
  REQUIRE(reply);
  CHECK(reply->status == 200);
}

TEST_CASE("Connection: close is honoured") {
  ServerUnderTest server;
  auto connection = server.connect();
  REQUIRE(connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(connection.is_closed_within(20s));
}
