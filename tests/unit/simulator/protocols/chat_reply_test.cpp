#include "simulator/protocols/chat_reply.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace oaisim;
using nlohmann::json;

namespace {

const std::string kText = "Say \"hi\"\n\\ \x01 \xe2\x82\xac.";

Generation two_choices() {
  Generation generation;
  generation.choices.push_back({{kText, {3, 9, static_cast<std::uint32_t>(kText.size())}}, FinishReason::stop});
  generation.choices.push_back({{"ab", {1, 2}}, FinishReason::length});
  return generation;
}

ChatReplyEncoder encoder(ApiShape shape, const Generation& generation, bool usage = true) {
  DecodedRequest request;
  request.n = 2;
  request.include_usage = usage;
  request.metadata = R"({"k":"v"})";
  static CompletionStore store(1'000'000);
  return {request,
          {.id = "chatcmpl-1", .created = 7, .model = "gpt-4o", .prompt_tokens = 11, .shape = shape},
          generation,
          store};
}

std::vector<json> stream_of(ApiShape shape, bool usage) {
  const Generation generation = two_choices();
  auto writer = encoder(shape, generation, usage);
  std::string events;
  writer.open_stream(events);
  for (std::size_t k = 0; k < generation.longest(); ++k) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (k < generation.choices[i].token_count()) writer.token(i, k, events);
    }
  }
  for (std::size_t i = 0; i < 2; ++i) writer.finish_choice(i, events);
  writer.close_stream(events);

  std::vector<json> chunks;
  bool done = false;
  while (!events.empty()) {
    const auto end = events.find("\n\n");
    REQUIRE(events.starts_with("data: "));
    REQUIRE_FALSE(done);
    const std::string data = events.substr(6, end - 6);
    events.erase(0, end + 2);
    if (data == "[DONE]") {
      done = true;
    } else {
      chunks.push_back(json::parse(data));
    }
  }
  CHECK(done);
  return chunks;
}

}  // namespace

TEST_CASE("a whole reply carries every field, with text that survives JSON") {
  std::string body;
  const Generation generation = two_choices();
  encoder(ApiShape::openai, generation).whole(body);
  const json reply = json::parse(body);
  CHECK(reply["id"] == "chatcmpl-1");
  CHECK(reply["object"] == "chat.completion");
  CHECK(reply["created"] == 7);
  CHECK(reply["model"] == "gpt-4o");
  CHECK(reply["choices"].size() == 2);
  CHECK(reply["choices"][0]["message"] ==
        json{{"role", "assistant"}, {"content", kText}, {"refusal", nullptr}, {"annotations", json::array()}});
  CHECK(reply["choices"][0]["logprobs"].is_null());
  CHECK(reply["choices"][0]["finish_reason"] == "stop");
  CHECK(reply["choices"][1]["finish_reason"] == "length");
  CHECK(reply["usage"]["prompt_tokens"] == 11);
  CHECK(reply["usage"]["completion_tokens"] == 5);
  CHECK(reply["usage"]["total_tokens"] == 16);
  CHECK(reply["usage"]["prompt_tokens_details"]["cached_tokens"] == 0);
  CHECK(reply["usage"]["completion_tokens_details"]["reasoning_tokens"] == 0);
  CHECK(reply["metadata"]["k"] == "v");
  CHECK(reply["service_tier"] == "default");
  CHECK(reply["system_fingerprint"].get<std::string>().starts_with("fp_"));
  CHECK_FALSE(reply.contains("prompt_filter_results"));
}

TEST_CASE("Azure's reply adds its filter results") {
  std::string body;
  const Generation generation = two_choices();
  encoder(ApiShape::azure, generation).whole(body);
  const json reply = json::parse(body);
  CHECK(reply["prompt_filter_results"][0]["content_filter_results"]["hate"]["filtered"] == false);
  CHECK(reply["choices"][1]["content_filter_results"]["violence"]["severity"] == "safe");
}

TEST_CASE("a stream: role first, a token a chunk, finish in its own chunk, usage last, one id and time") {
  const auto chunks = stream_of(ApiShape::openai, true);
  REQUIRE(chunks.size() == 2 + 5 + 2 + 1);
  CHECK(chunks[0]["choices"][0]["delta"] == json{{"role", "assistant"}, {"content", ""}, {"refusal", nullptr}});
  std::string text;
  for (const auto& chunk : chunks) {
    CHECK(chunk["id"] == "chatcmpl-1");
    CHECK(chunk["created"] == 7);
    CHECK(chunk["object"] == "chat.completion.chunk");
    if (&chunk != &chunks.back()) CHECK(chunk["usage"].is_null());
    if (!chunk["choices"].empty() && chunk["choices"][0]["index"] == 0) {
      text += chunk["choices"][0]["delta"].value("content", "");
    }
  }
  CHECK(text == kText);
  CHECK(chunks[7]["choices"][0]["finish_reason"] == "stop");
  CHECK(chunks[7]["choices"][0]["delta"] == json::object());
  CHECK(chunks[8]["choices"][0]["finish_reason"] == "length");
  CHECK(chunks[9]["choices"].empty());
  CHECK(chunks[9]["usage"]["completion_tokens"] == 5);
}

TEST_CASE("without include_usage no chunk speaks of usage") {
  for (const auto& chunk : stream_of(ApiShape::openai, false)) CHECK_FALSE(chunk.contains("usage"));
}

TEST_CASE("what the content filter cut off is said at the end of its choice and of no other") {
  Generation generation = two_choices();
  generation.choices[1].finish_reason = FinishReason::content_filter;
  generation.choices[1].filtered.set(3);
  std::string body;
  encoder(ApiShape::azure, generation).whole(body);
  const json choices = json::parse(body)["choices"];
  CHECK(choices[0]["content_filter_results"]["violence"]["filtered"] == false);
  CHECK(choices[1]["finish_reason"] == "content_filter");
  CHECK(choices[1]["content_filter_results"]["violence"] == json{{"filtered", true}, {"severity", "medium"}});
  CHECK(choices[1]["content_filter_results"]["hate"]["filtered"] == false);
}

TEST_CASE("usage tells what became of a prediction") {
  Generation generation = two_choices();
  generation.choices.pop_back();
  generation.choices[0].accepted_tokens = 2;
  generation.choices[0].rejected_tokens = 7;
  std::string body;
  encoder(ApiShape::openai, generation).whole(body);
  const json usage = json::parse(body)["usage"];
  CHECK(usage["completion_tokens"] == 3 + 7);
  CHECK(usage["total_tokens"] == 11 + 3 + 7);
  CHECK(usage["completion_tokens_details"]["accepted_prediction_tokens"] == 2);
  CHECK(usage["completion_tokens_details"]["rejected_prediction_tokens"] == 7);
}

TEST_CASE("Azure's stream starts with its prompt filter and filters every token") {
  const auto chunks = stream_of(ApiShape::azure, false);
  CHECK(chunks[0]["choices"].empty());
  CHECK(chunks[0]["prompt_filter_results"].size() == 1);
  CHECK(chunks[1]["choices"][0]["delta"]["role"] == "assistant");
  CHECK(chunks[3]["choices"][0]["content_filter_results"].contains("self_harm"));
}
