#include "simulator/protocols/chat_completions.h"

#include "common/text/utf8_length.h"
#include "simulator/protocols/chat_reply.h"
#include "simulator/protocols/chat_schema.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

// Tokens of an image whose size is not looked at: the base of the published tile formula.
constexpr TokenCount kImageBaseTokens = 85;

void add_text(std::string_view text, DecodedRequest& request) {
  request.prompt_texts.push_back(text);
  request.prompt_characters += utf8_length(text);
}

void read_part(JsonObject part, DecodedRequest& request) {
  for (const auto member : part) {
    if (member.key == "text" || member.key == "refusal") {
      add_text(text_of(member.value), request);
    } else if (member.key == "image_url") {
      request.image_tokens += kImageBaseTokens;
    }
  }
}

void read_content(JsonValue content, DecodedRequest& request) {
  if (content.is_string()) return add_text(text_of(content), request);
  if (!content.is_array()) return;
  for (const JsonValue part : array_of(content)) read_part(object_of(part), request);
}

// The calls an assistant made count by the text of their names and arguments.
void read_call(JsonObject call, DecodedRequest& request) {
  for (const auto member : call) {
    if (member.value.is_object()) {
      read_call(object_of(member.value), request);
    } else if (member.key == "name" || member.key == "arguments" || member.key == "input") {
      add_text(text_of(member.value), request);
    }
  }
}

void read_message(JsonObject message, DecodedRequest& request) {
  ++request.messages;
  for (const auto member : message) {
    if (member.key == "role") {
      request.prompt_texts.push_back(text_of(member.value));
    } else if (member.key == "content") {
      read_content(member.value, request);
    } else if (member.key == "name" && member.value.is_string()) {
      ++request.names;
      add_text(text_of(member.value), request);
    } else if (member.key == "tool_calls" && member.value.is_array()) {
      for (const JsonValue call : array_of(member.value)) read_call(object_of(call), request);
    } else if (member.key == "function_call" && member.value.is_object()) {
      read_call(object_of(member.value), request);
    }
  }
}

void read_stop(JsonValue stop, DecodedRequest& request) {
  if (stop.is_string()) request.stop.emplace_back(text_of(stop));
  if (!stop.is_array()) return;
  for (const JsonValue text : array_of(stop)) request.stop.emplace_back(text_of(text));
}

std::string_view tier_of(std::string_view asked) {
  for (const std::string_view tier : {"flex", "scale", "priority"}) {
    if (asked == tier) return tier;
  }
  return "default";
}

// What is allowed of each field alone but not of both.
Found check_combinations(JsonObject body, const DecodedRequest& request) {
  const auto given = [&](std::string_view name) {
    JsonValue value;
    return body.at_key(name).get(value) == simdjson::SUCCESS && !value.is_null();
  };
  if (given("max_tokens") && given("max_completion_tokens")) {
    return ApiError{.message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    .param = "max_tokens",
                    .code = "invalid_parameter_combination"};
  }
  if (given("stream_options") && !request.stream) {
    return ApiError{.message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                    .param = "stream_options"};
  }
  if (given("top_logprobs")) {
    bool logprobs = false;
    if (body.at_key("logprobs").get(logprobs) != simdjson::SUCCESS || !logprobs) {
      return ApiError{.message = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
                      .param = "top_logprobs"};
    }
  }
  return std::nullopt;
}

void read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  if (value.is_null()) return;
  if (name == "messages") {
    for (const JsonValue message : array_of(value)) read_message(object_of(message), request);
  } else if (name == "model") {
    request.model = text_of(value);
  } else if (name == "max_tokens" || name == "max_completion_tokens") {
    request.max_tokens = value.get_int64().value();
    request.max_tokens_param = name == "max_tokens" ? "max_tokens" : "max_completion_tokens";
  } else if (name == "stream") {
    request.stream = value.get_bool().value();
  } else if (name == "stream_options") {
    bool include = false;
    if (value.at_key("include_usage").get(include) == simdjson::SUCCESS) request.include_usage = include;
  } else if (name == "n") {
    request.n = value.get_int64().value();
  } else if (name == "stop") {
    read_stop(value, request);
  } else if (name == "seed") {
    request.seed = value.get_int64().value();
  } else if (name == "user") {
    request.user = text_of(value);
  } else if (name == "metadata") {
    request.metadata = simdjson::minify(value);
  } else if (name == "service_tier") {
    request.service_tier = tier_of(text_of(value));
  }
}

}  // namespace

Found ChatCompletions::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kChatRequestShape, body)) return error;
  const JsonObject object = object_of(body);
  for (const auto member : object) read_field(member.key, member.value, request);
  if (auto error = check_combinations(object, request)) return error;
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> ChatCompletions::encoder(const DecodedRequest& request, ReplyFacts facts) const {
  return std::make_unique<ChatReplyEncoder>(request, std::move(facts));
}

}  // namespace oaisim
