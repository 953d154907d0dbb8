// Whole replies of every protocol.
#include <doctest/doctest.h>

#include <string>

#include "loadtest/client/protocol.h"
#include "loadtest/client/reply_json.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

struct Read {
  ReplyFacts facts;
  std::string answer;
};

Read read(Api api, const std::string& body) {
  ReplyJson json;
  Read result;
  result.facts = protocol_of(api).read_whole(json, body, &result.answer);
  return result;
}

}  // namespace

TEST_CASE("a whole reply has its text and its usage") {
  const auto chat = read(Api::chat, R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,)"
                                    R"("completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":1}}})");
  CHECK(chat.facts.valid);
  CHECK(chat.answer == "hi");
  CHECK(chat.facts.usage.completion == 2);
  CHECK(chat.facts.usage.reasoning == 1);

  const auto legacy = read(Api::completions, R"({"choices":[{"text":"hi"}],"usage":{"prompt_tokens":3}})");
  CHECK(legacy.facts.valid);
  CHECK(legacy.answer == "hi");
  CHECK(legacy.facts.usage.prompt == 3);
  CHECK_FALSE(legacy.facts.usage.completion.has_value());

  const auto embeddings = read(Api::embeddings, R"({"data":[{"embedding":[0.5]}],"usage":{"prompt_tokens":4}})");
  CHECK(embeddings.facts.valid);
  CHECK(embeddings.facts.usage.prompt == 4);
  CHECK(embeddings.facts.usage.completion == 0);

  const auto response =
      read(Api::responses, R"({"error":null,"output":[{"type":"reasoning","summary":[]},{"type":"message","content":[)"
                           R"({"type":"output_text","text":"hi"}]},{"type":"function_call","arguments":"{}"}],"usage":)"
                           R"({"input_tokens":3,"input_tokens_details":{"cached_tokens":1},"output_tokens":2}})");
  CHECK(response.facts.valid);
  CHECK_FALSE(response.facts.error);
  CHECK(response.answer == "hi");
  CHECK(response.facts.content_bytes == 4);
  CHECK(response.facts.usage.cached == 1);
  CHECK(response.facts.usage.completion == 2);

  const auto message = read(Api::messages, R"({"type":"message","content":[{"type":"thinking","thinking":"hm"},)"
                                           R"({"type":"text","text":"hi"}],"usage":{"input_tokens":3,)"
                                           R"("cache_read_input_tokens":4,"output_tokens":2}})");
  CHECK(message.facts.valid);
  CHECK(message.answer == "hi");
  CHECK(message.facts.usage.prompt == 7);
  CHECK(message.facts.usage.cached == 4);
}

TEST_CASE("what is not the API's reply is not valid, or tells of an error") {
  for (const Api api : {Api::chat, Api::completions, Api::embeddings, Api::responses, Api::messages}) {
    for (const char* body :
         {"", "<html>", "[]", "{}", "null", "{\"choices\":1,\"data\":1,\"output\":1,\"content\":1}"}) {
      CAPTURE(body);
      CHECK_FALSE(read(api, body).facts.valid);
    }
  }
  CHECK(read(Api::chat, R"({"choices":[],"error":{"message":"x"}})").facts.error);
  CHECK(read(Api::responses, R"({"output":[],"error":{"message":"x"}})").facts.error);
  CHECK(read(Api::messages, R"({"type":"error","error":{"message":"x"}})").facts.error);
}

TEST_CASE("an error's message is found in the forms that servers have") {
  ReplyJson json;
  CHECK(json.read_error(R"({"error":{"message":"a","type":"t"}})") == "a");
  CHECK(json.read_error(R"({"type":"error","message":"b"})") == "b");
  CHECK(json.read_error(R"({"type":"response.failed","response":{"error":{"message":"c"}}})") == "c");
  CHECK(json.read_error(R"({"error":"d"})") == "d");
  CHECK(json.read_error(R"({"detail":"e"})") == "e");
  CHECK(json.read_error("x").empty());
  CHECK(json.read_error("{}").empty());
}
