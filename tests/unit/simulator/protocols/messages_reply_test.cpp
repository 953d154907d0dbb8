#include "simulator/protocols/messages_reply.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace oaisim;
using nlohmann::json;

namespace {

const std::string kText = "Say \"hi\" \xe2\x82\xac.";

TokenText words(const std::string& first, const std::string& second) {
  return {first + second,
          {static_cast<std::uint32_t>(first.size()), static_cast<std::uint32_t>(first.size() + second.size())}};
}

Generation text_only(FinishReason reason = FinishReason::stop) {
  Generation generation;
  generation.choices.push_back({words("Say \"hi\"", " \xe2\x82\xac."), reason});
  return generation;
}

// Two thoughts, a text of two tokens and a call.
Generation everything() {
  Generation generation = text_only(FinishReason::tool_calls);
  Choice& choice = generation.choices[0];
  choice.reasoning = words("I", " see");
  choice.reasoning_tokens = 2;
  choice.calls.push_back({.name = "weather", .arguments = words("{\"city\":", "\"x\"}"), .name_tokens = 2});
  return generation;
}

MessagesReplyEncoder encoder(const Generation& generation, TokenCount max_tokens = 100) {
  DecodedRequest request;
  request.max_tokens = max_tokens;
  request.stop = {"one", "two"};
  return {request,
          {.id = "msg_01x", .model = "claude-haiku-4-5", .prompt_tokens = 11, .shape = ApiShape::anthropic},
          generation};
}

json whole_of(const Generation& generation, TokenCount max_tokens = 100) {
  std::string body;
  encoder(generation, max_tokens).whole(body);
  return json::parse(body);
}

// The events' data; each is named by its type.
std::vector<json> stream_of(const Generation& generation) {
  auto writer = encoder(generation);
  std::string events;
  writer.open_stream(events);
  for (std::size_t k = 0; k < generation.longest(); ++k) writer.token(0, k, events);
  writer.finish_choice(0, events);
  writer.close_stream(events);
  std::vector<json> all;
  while (!events.empty()) {
    const auto line = events.find('\n');
    const auto end = events.find("\n\n");
    REQUIRE(events.starts_with("event: "));
    REQUIRE(events.substr(line + 1, 6) == "data: ");
    all.push_back(json::parse(events.substr(line + 7, end - line - 7)));
    CHECK(all.back()["type"] == events.substr(7, line - 7));
    events.erase(0, end + 2);
  }
  return all;
}

std::string types_of(const std::vector<json>& events) {
  std::string types;
  for (const auto& event : events) {
    types += event["type"].get<std::string>();
    if (event.contains("delta") && event["delta"].contains("type")) {
      types += ":" + event["delta"]["type"].get<std::string>();
    }
    types += " ";
  }
  return types;
}

}  // namespace

TEST_CASE("a whole reply carries every field, with text that survives JSON") {
  const json reply = whole_of(text_only());
  CHECK(reply["id"] == "msg_01x");
  CHECK(reply["type"] == "message");
  CHECK(reply["role"] == "assistant");
  CHECK(reply["model"] == "claude-haiku-4-5");
  CHECK(reply["content"] == json{{{"type", "text"}, {"text", kText}}});
  CHECK(reply["stop_reason"] == "end_turn");
  CHECK(reply["stop_sequence"].is_null());
  CHECK(reply["usage"]["input_tokens"] == 11);
  CHECK(reply["usage"]["output_tokens"] == 2);
  CHECK(reply["usage"]["cache_creation"]["ephemeral_1h_input_tokens"] == 0);
  CHECK_FALSE(reply["usage"].contains("output_tokens_details"));
}

TEST_CASE("thoughts, text and calls are blocks in this order") {
  const json reply = whole_of(everything());
  REQUIRE(reply["content"].size() == 3);
  CHECK(reply["content"][0]["thinking"] == "I see");
  CHECK(reply["content"][0]["signature"].get<std::string>().size() == 200);
  CHECK(reply["content"][1]["text"] == kText);
  CHECK(reply["content"][2]["input"] == json{{"city", "x"}});
  CHECK(reply["content"][2]["id"].get<std::string>().starts_with("toolu_01"));
  CHECK(reply["stop_reason"] == "tool_use");
  CHECK(reply["usage"]["output_tokens"] == 8);
  CHECK(reply["usage"]["output_tokens_details"]["thinking_tokens"] == 2);
}

TEST_CASE("the stop reason says what ended the reply") {
  CHECK(whole_of(text_only(FinishReason::length))["stop_reason"] == "max_tokens");
  CHECK(whole_of(text_only(FinishReason::length), 1'000'000)["stop_reason"] == "model_context_window_exceeded");
  Generation named = everything();
  named.choices[0].finish_reason = FinishReason::stop;  // of a tool that had to be called
  CHECK(whole_of(named)["stop_reason"] == "tool_use");
  Generation stopped = text_only();
  stopped.choices[0].stop_sequence = 1;
  CHECK(whole_of(stopped)["stop_reason"] == "stop_sequence");
  CHECK(whole_of(stopped)["stop_sequence"] == "two");
}

TEST_CASE("a call that was cut off has an empty input") {
  Generation cut = everything();
  cut.choices[0].finish_reason = FinishReason::length;
  cut.choices[0].calls[0].arguments = words("{\"ci", "ty");
  CHECK(whole_of(cut)["content"][2]["input"] == json::object());
}

TEST_CASE("a stream: each block begins, has a delta for each token and ends; usage last") {
  const auto events = stream_of(everything());
  CHECK(types_of(events) ==
        "message_start "
        "content_block_start ping content_block_delta:thinking_delta content_block_delta:thinking_delta "
        "content_block_delta:signature_delta content_block_stop "
        "content_block_start content_block_delta:text_delta content_block_delta:text_delta content_block_stop "
        "content_block_start content_block_delta:input_json_delta content_block_delta:input_json_delta "
        "content_block_delta:input_json_delta content_block_stop "
        "message_delta message_stop ");
  CHECK(events[0]["message"]["content"] == json::array());
  CHECK(events[0]["message"]["usage"]["output_tokens"] == 1);
  std::string arguments;
  for (const auto& event : events) {
    if (event.contains("delta")) arguments += event["delta"].value("partial_json", "");
  }
  CHECK(arguments == "{\"city\":\"x\"}");
  CHECK(events[events.size() - 2]["delta"]["stop_reason"] == "tool_use");
  CHECK(events[events.size() - 2]["usage"]["output_tokens"] == 8);
  CHECK(events[events.size() - 2]["usage"]["input_tokens"] == 11);
}

TEST_CASE("thoughts that are not shown are a block with a signature alone") {
  Generation hidden = everything();
  hidden.choices[0].reasoning = {};
  CHECK(whole_of(hidden)["content"][0]["thinking"] == "");
  CHECK(types_of(stream_of(hidden))
            .starts_with(
                "message_start content_block_start ping content_block_delta:signature_delta content_block_stop"));
}

TEST_CASE("a reply without tokens has no blocks") {
  Generation nothing;
  nothing.choices.emplace_back();
  nothing.choices[0].finish_reason = FinishReason::length;
  CHECK(whole_of(nothing)["content"] == json::array());
  CHECK(types_of(stream_of(nothing)) == "message_start message_delta message_stop ");
}
