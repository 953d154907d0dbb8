// Bodies that are no chat completions request: each is refused with a reason, others are served meanwhile.
#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

RawReply reply_to(ServerUnderTest& server, const std::string& body) {
  auto connection = server.connect();
  REQUIRE(connection.send(raw_chat_request(body)));
  server.check_serves();
  auto reply = connection.read_reply();
  REQUIRE_MESSAGE(reply, "no reply to " << body.substr(0, 100));
  return *reply;
}

}  // namespace

TEST_CASE("a body that is not JSON is refused with 400") {
  ServerUnderTest server;
  for (const char* body : {"", "{", "nonsense", "[]", "null", "42", "\"text\"", "{\"model\":\"gpt-4o\",}", "{}{}",
                           "{\"model\": \"gpt-4o\", \"messages\": [", "\xef\xbb\xbf{"}) {
    const auto reply = reply_to(server, body);
    CHECK_MESSAGE(reply.status == 400, body);
    CHECK(openai_error(reply.body)["type"] == "invalid_request_error");
  }
  server.check_memory();
}

TEST_CASE("a value of the wrong type or out of range is refused with 400 that names its parameter") {
  ServerUnderTest server;
  const std::vector<std::pair<std::string, json>> cases = {
      {"model", 1},           {"messages", "Hello"}, {"messages", json::array()},
      {"max_tokens", "many"}, {"max_tokens", -1},    {"n", 0},
      {"n", "two"},           {"temperature", 3},    {"temperature", "hot"},
      {"stream", "yes"},      {"stop", 1},           {"top_p", 2},
      {"seed", "x"},
  };
  for (const auto& [parameter, value] : cases) {
    json body = chat_body();
    body[parameter] = value;
    const auto reply = reply_to(server, body.dump());
    CHECK_MESSAGE(reply.status == 400, body.dump());
    const auto error = openai_error(reply.body);
    CHECK_MESSAGE(error["param"] == parameter, body.dump() << " -> " << reply.body);
  }
  json body = chat_body();
  body["messages"][0]["role"] = "wizard";
  CHECK(reply_to(server, body.dump()).status == 400);
  body["messages"][0] = {{"role", "user"}, {"content", 7}};
  CHECK(reply_to(server, body.dump()).status == 400);
  server.check_memory();
}

TEST_CASE("nesting 10,000 deep is refused with 400 whatever it is made of") {
  ServerUnderTest server;
  const std::string arrays = std::string(10000, '[') + std::string(10000, ']');
  std::string objects;
  for (int i = 0; i < 10000; ++i) objects += "{\"a\":";
  objects += "1" + std::string(10000, '}');
  for (const auto& deep : {arrays, objects, std::string(10000, '[')}) {
    CHECK(reply_to(server, deep).status == 400);
    CHECK(reply_to(server, R"({"model": "gpt-4o", "messages": )" + deep + "}").status == 400);
    // Where any value is allowed, depth is still bounded: refused or not looked at, but never a crash.
    const auto reply = reply_to(server, R"({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}],
                                            "max_tokens": 1, "metadata": )" +
                                            deep + "}");
    CHECK(reply.status == 400);
  }
  server.check_memory();
}

TEST_CASE("text that is not UTF-8 is refused with 400") {
  ServerUnderTest server;
  for (const char* bad : {"\xff", "\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc0\xaf"}) {
    const auto reply = reply_to(
        server, std::string(R"({"model": "gpt-4o", "messages": [{"role": "user", "content": ")") + bad + "\"}]}");
    CHECK(reply.status == 400);
    CHECK_MESSAGE(json::accept(reply.body), "the refusal itself must be valid JSON and UTF-8");
  }
  server.check_memory();
}

TEST_CASE("a body of 100 MB is refused or its connection closed, and is not held in memory") {
  ServerUnderTest server;
  auto connection = server.connect();
  const std::size_t size = 100 << 20;
  const std::string piece(1 << 20, 'x');
  bool is_accepted = connection.send(
      "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer test-key\r\nContent-Length: " +
      std::to_string(size) + "\r\n\r\n");
  std::size_t sent = 0;
  for (; is_accepted && sent < size; sent += piece.size()) is_accepted = connection.send(piece, 10s);
  server.check_serves();
  if (const auto reply = connection.read_reply()) {
    CHECK(reply->status == 413);
    CHECK(connection.is_closed_within(20s));
  } else {
    CHECK(sent < size);  // closed without a word, long before the end
  }
  server.check_serves_within_memory();
}

TEST_CASE("a chunked body without end is refused when it is too large") {
  ServerUnderTest server({"--max-body-bytes", "1MiB"});
  auto connection = server.connect();
  REQUIRE(
      connection.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                      "Authorization: Bearer test-key\r\n\r\n"));
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  bool is_accepted = true;
  int chunks = 0;
  for (; is_accepted && chunks < 1000; ++chunks) is_accepted = connection.send(chunk, 10s);
  server.check_serves();
  const auto reply = connection.read_reply();
  if (reply) CHECK(reply->status == 413);
  if (!reply) CHECK(chunks < 1000);
  server.check_serves_within_memory();
}

TEST_CASE("a prompt that takes long to count keeps nobody waiting") {
  ServerUnderTest server({"--threads", "1"});
  auto body = chat_body();
  body["messages"][0]["content"] = std::string(4'000'000, 'a');
  auto large = server.connect();
  REQUIRE(large.send(chat_request(body)));
  server.check_serves();
  CHECK_FALSE(large.wait_for("HTTP/", 0s));  // others were answered first
  const auto reply = large.read_reply();
  REQUIRE(reply);
  CHECK(openai_error(reply->body)["code"] == "context_length_exceeded");
}

TEST_CASE("a message that is longer than the API takes is refused without being counted") {
  ServerUnderTest server;
  auto body = chat_body();
  body["messages"][0]["content"] = std::string(10'485'761, 'a');
  auto connection = server.connect();
  REQUIRE(connection.send(chat_request(body)));
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  CHECK(reply->status == 400);
  const auto error = openai_error(reply->body);
  CHECK(error["code"] == "string_above_max_length");
  CHECK(error["param"] == "messages[0].content");
  server.check_serves_within_memory();
}
