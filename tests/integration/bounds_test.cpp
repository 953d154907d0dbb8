// What a client could make the server hold or do without bound, were it not bounded.
#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using nlohmann::json;

TEST_CASE("a client that sends far ahead of its reply is let go, whatever the bounds, and holds nothing") {
  for (const char* header_bytes : {"1024", "65536"}) {
    CAPTURE(header_bytes);
    ServerUnderTest server({"--max-header-bytes", header_bytes});
    auto connection = server.connect();
    REQUIRE(connection.send(chat_request(chat_body(), "x-sim-ttft-ms: 600000\r\n")));
    REQUIRE(server.comes_to("oaisim_in_flight_requests", 1));
    const std::string ahead(1000, 'x');
    for (int i = 0; i < 400 && connection.send(ahead); ++i) {
    }
    CHECK(server.comes_to("oaisim_in_flight_requests", 0));
    server.check_serves_within_memory();
  }
}

TEST_CASE("a patch that nests deeper than any configuration is refused and costs nothing") {
  ServerUnderTest server;
  for (const std::size_t depth : {100, 1'000'000}) {
    const std::string body = R"({"openai_deployments":{"d":{"model":"x","latency":)" + std::string(depth, '[') +
                             std::string(depth, ']') + "}}}";
    const auto reply = server.process().client().Patch("/++/config", body, "application/json");
    REQUIRE(reply);
    CHECK(reply->status == 400);
    CHECK(reply->body.size() < 2000);
  }
  server.check_serves_within_memory();
}

TEST_CASE("a request for more tokens than any model writes at once is refused, naming n") {
  ServerUnderTest server;
  json body = {
      {"model", "gpt-5"}, {"n", 128}, {"max_completion_tokens", 100'000}, {"messages", chat_body()["messages"]}};
  auto connection = server.connect();
  REQUIRE(connection.send(chat_request(body)));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 400);
  CHECK(openai_error(reply->body)["param"] == "n");
  server.check_serves_within_memory();
}

TEST_CASE("replies that wait are bounded together, and what ends gives its share back") {
  ServerUnderTest server({"--max-buffered-bytes", "1MiB"});
  json body = chat_body(16'000);
  std::vector<std::unique_ptr<RawConnection>> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(std::make_unique<RawConnection>(server.process().port()));
    REQUIRE(waiting.back()->send(chat_request(body, "x-sim-ttft-ms: 600000\r\n")));
  }
  REQUIRE(server.comes_to("oaisim_in_flight_requests", 4));
  auto connection = server.connect();
  REQUIRE(connection.send(chat_request(body)));
  const auto refused = connection.read_reply();
  REQUIRE(refused);
  CHECK(refused->status == 503);
  server.check_serves_within_memory();
  waiting.clear();
  REQUIRE(server.comes_to("oaisim_in_flight_requests", 0));
  REQUIRE(connection.send(chat_request(body)));
  const auto served = connection.read_reply();
  REQUIRE(served);
  CHECK(served->status == 200);
}

TEST_CASE("a transfer-encoding that is not understood ends the connection, so that no body becomes a request") {
  ServerUnderTest server;
  auto connection = server.connect();
  REQUIRE(
      connection.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\nGET "
                      "/health HTTP/1.1\r\nhost: h\r\n\r\n"));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 501);
  CHECK(connection.is_closed_within(std::chrono::seconds(20)));
  server.check_serves();
}
