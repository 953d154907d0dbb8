#include "test-client/conversation.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/unit/test-client/fake_endpoint.h"

using namespace oaisim;
using namespace oaisim::chat;

namespace {

struct Console {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;

  explicit Console(const std::string& typed = "") : in(typed) {}
  Terminal terminal() { return {in, out, err}; }
};

void answer_hello(const httplib::Request& request, httplib::Response& response) {
  const bool streamed = nlohmann::json::parse(request.body).value("stream", false);
  response.set_content(streamed ? kStreamedAnswer : whole_answer("Hello"), "application/json");
}

}  // namespace

TEST_CASE("chat asks once and shows the tokens") {
  FakeEndpoint endpoint(answer_hello);
  Console console;
  CHECK(converse({.target = endpoint.target(), .prompt = "Hi", .system = "Be brief"}, console.terminal()) == 0);
  CHECK(console.out.str() == "Hello\n[3 prompt + 4 completion = 7 tokens]\n");
  const auto body = nlohmann::json::parse(endpoint.requests.at(0).body);
  CHECK(body["messages"].size() == 2);
  CHECK(body["messages"][0]["content"] == "Be brief");
}

TEST_CASE("a loop remembers what was said and ends with the input") {
  for (const Mode mode : {Mode::chatbot, Mode::chatbot_stream}) {
    FakeEndpoint endpoint(answer_hello);
    Console console("One\n\nTwo");
    CHECK(converse({.target = endpoint.target(), .mode = mode}, console.terminal()) == 0);
    REQUIRE(endpoint.requests.size() == 2);
    const auto messages = nlohmann::json::parse(endpoint.requests[1].body)["messages"];
    REQUIRE(messages.size() == 3);
    CHECK(messages[1]["role"] == "assistant");
    CHECK(messages[1]["content"] == "Hello");
    CHECK(messages[2]["content"] == "Two");
  }
}

TEST_CASE("a loop goes on after a failure, without the question that failed") {
  int count = 0;
  FakeEndpoint endpoint([&](const httplib::Request& request, httplib::Response& response) {
    if (++count == 1) {
      response.status = 429;
    } else {
      answer_hello(request, response);
    }
  });
  Console console("One\nTwo\n");
  CHECK(converse({.target = endpoint.target(), .mode = Mode::chatbot}, console.terminal()) == 0);
  CHECK(console.err.str().find("(429)") != std::string::npos);
  CHECK(nlohmann::json::parse(endpoint.requests.at(1).body)["messages"].size() == 1);
}

TEST_CASE("the exit code tells the kinds of failure apart") {
  CHECK(exit_code({ErrorCode::io, ""}) == 3);
  CHECK(exit_code({ErrorCode::timed_out, ""}) == 3);
  CHECK(exit_code({ErrorCode::limit_exceeded, ""}) == 4);
  CHECK(exit_code({ErrorCode::not_found, ""}) == 1);
  FakeEndpoint endpoint([](const httplib::Request&, httplib::Response& response) { response.status = 500; });
  Console console;
  CHECK(converse({.target = endpoint.target(), .prompt = "Hi"}, console.terminal()) == 1);
}
