#include "test-client/chat_client.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"
#include "tests/unit/test-client/fake_endpoint.h"

using namespace oaisim;
using namespace oaisim::chat;

namespace {

const std::vector<Message> kQuestion = {{"user", "Hi"}};

FakeEndpoint::Handler answer_with(int status, std::string body, std::string type = "application/json") {
  return [=](const httplib::Request&, httplib::Response& response) {
    response.status = status;
    response.set_content(body, type);
  };
}

Error failure_of(int status, const std::string& body, bool streamed = false) {
  FakeEndpoint endpoint(answer_with(status, body));
  ChatClient client(endpoint.target());
  auto answer = streamed ? client.ask_streamed(kQuestion, [](std::string_view) {}) : client.ask(kQuestion);
  REQUIRE_FALSE(answer.ok());
  return answer.error();
}

}  // namespace

TEST_CASE("a whole answer comes with its text and its tokens, and the request says what was asked") {
  FakeEndpoint endpoint(answer_with(200, whole_answer("Hello")));
  const auto answer = ChatClient(endpoint.target(), 9).ask(kQuestion);
  REQUIRE(answer.ok());
  CHECK(answer->text == "Hello");
  REQUIRE(answer->usage);
  CHECK(answer->usage->total == 7);
  REQUIRE(endpoint.requests.size() == 1);
  CHECK(endpoint.requests[0].path == "/v1/chat/completions");
  CHECK(endpoint.requests[0].get_header_value("Authorization") == "Bearer secret-key");
  const auto body = nlohmann::json::parse(endpoint.requests[0].body);
  CHECK(body == nlohmann::json::parse(
                    R"({"model": "gpt-4o", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]})"));
}

TEST_CASE("an Azure target sends the key as api-key and no model") {
  FakeEndpoint endpoint(answer_with(200, whole_answer("Hello")));
  Target target = endpoint.target();
  target.is_azure = true;
  target.model.clear();
  REQUIRE(ChatClient(target).ask(kQuestion).ok());
  CHECK(endpoint.requests[0].get_header_value("api-key") == "secret-key");
  CHECK_FALSE(nlohmann::json::parse(endpoint.requests[0].body).contains("model"));
}

TEST_CASE("a streamed answer arrives piece by piece and ends with its tokens") {
  FakeEndpoint endpoint(answer_with(200, kStreamedAnswer, "text/event-stream"));
  std::string shown;
  const auto answer = ChatClient(endpoint.target()).ask_streamed(kQuestion, [&](std::string_view t) { shown += t; });
  REQUIRE(answer.ok());
  CHECK(shown == "Hello");
  CHECK(answer->text == "Hello");
  REQUIRE(answer->usage);
  CHECK(answer->usage->completion == 2);
}

TEST_CASE("a refused connection is told from other failures") {
  Target target = FakeEndpoint(answer_with(200, "")).target();  // nobody listens there any more
  for (const bool streamed : {false, true}) {
    ChatClient client(target);
    const auto answer = streamed ? client.ask_streamed(kQuestion, [](std::string_view) {}) : client.ask(kQuestion);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == ErrorCode::io);
    CHECK(contains(answer.error().message, "cannot connect to " + target.base_url));
  }
}

TEST_CASE("refusals name what to check and never show the key") {
  for (const bool streamed : {false, true}) {
    const auto refused = failure_of(401, R"({"error": {"message": "bad key secret-key!"}})", streamed);
    CHECK(contains(refused.message, "(401): bad key ***!"));
    CHECK(contains(refused.message, "TEST_OPENAI_KEY"));
    const auto missing = failure_of(404, R"({"error": {"message": "no such model"}})", streamed);
    CHECK(missing.code == ErrorCode::not_found);
    CHECK(contains(missing.message, "no such model"));
    CHECK(contains(failure_of(500, "oops", streamed).message, "status 500: oops"));
  }
}

TEST_CASE("a 429 says how long to wait") {
  FakeEndpoint endpoint([](const httplib::Request&, httplib::Response& response) {
    response.status = 429;
    response.set_header("retry-after", "7");
    response.set_content(R"({"error": {"message": "slow down"}})", "application/json");
  });
  const auto answer = ChatClient(endpoint.target()).ask(kQuestion);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == ErrorCode::limit_exceeded);
  CHECK(contains(answer.error().message, "(429): slow down"));
  CHECK(contains(answer.error().message, "after 7 s"));
}

TEST_CASE("a stream that breaks off, errs or is no stream is an error that says so") {
  const std::string half = "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n";
  CHECK(contains(failure_of(200, half, true).message, "before its [DONE]"));
  CHECK(contains(failure_of(200, half + "data: {\"error\":{\"message\":\"died\"}}\n\n", true).message, "died"));
  CHECK(contains(failure_of(200, "data: nonsense\n\n", true).message, "not a chat completion event: nonsense"));
  CHECK(contains(failure_of(200, "[1,2]").message, "not a chat completion"));
  CHECK(contains(failure_of(200, R"({"choices": []})").message, "not a chat completion"));
}

TEST_CASE("a stream whose connection is cut says that it broke off") {
  FakeEndpoint endpoint([](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(1000, "text/event-stream", [](std::size_t, std::size_t, httplib::DataSink& sink) {
      sink.os << "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n";
      return false;
    });
  });
  const auto answer = ChatClient(endpoint.target()).ask_streamed(kQuestion, [](std::string_view) {});
  REQUIRE_FALSE(answer.ok());
  CHECK(contains(answer.error().message, "the stream broke off"));
}
