#include "simulator/protocols/chat_completions.h"

#include <algorithm>

#include "simulator/protocols/attachments.h"
#include "simulator/protocols/chat_outputs.h"
#include "simulator/protocols/chat_reply.h"
#include "simulator/protocols/chat_schema.h"
#include "simulator/protocols/chat_tools.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/tool_definitions.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

Found read_image_part(JsonObject image, DecodedRequest& request) {
  ImageInput& input = request.images.emplace_back();
  std::string_view detail;
  input.low_detail = image.at_key("detail").get(detail) == simdjson::SUCCESS && detail == "low";
  return read_image(text_of(image.at_key("url").value_unsafe()), input);
}

// Where a part of a message stands.
struct PartPlace {
  std::size_t message = 0;
  std::size_t part = 0;

  std::string param() const {
    return "messages[" + std::to_string(message) + "].content[" + std::to_string(part) + "]";
  }
};

Found read_file_part(JsonObject file, const PartPlace& place, DecodedRequest& request) {
  if (!is_given(file, "file_id") && !is_given(file, "file_data")) {
    return missing_parameter(place.param() + ".file.file_id");
  }
  if (is_given(file, "file_id")) request.file_ids.emplace_back(text_member(file, "file_id"));
  if (is_given(file, "file_data")) {
    note_file(text_member(file, "file_data"), place.param() + ".file.file_data", request);
  }
  return std::nullopt;
}

Found read_part(JsonObject part, const PartPlace& place, DecodedRequest& request) {
  for (const auto member : part) {
    if (member.key == "text" || member.key == "refusal") {
      request.add_text(text_of(member.value));
    } else if (member.key == "image_url") {
      if (auto error = read_image_part(object_of(member.value), request)) return error;
    } else if (member.key == "file") {
      if (auto error = read_file_part(object_of(member.value), place, request)) return error;
    } else if (member.key == "input_audio") {
      const JsonObject audio = object_of(member.value);
      note_audio(text_member(audio, "data"), text_member(audio, "format"), place.param(), request);
    }
  }
  return std::nullopt;
}

Found read_content(JsonValue content, std::size_t message, DecodedRequest& request) {
  if (content.is_string()) request.add_text(text_of(content));
  if (!content.is_array()) return std::nullopt;
  PartPlace place{.message = message};
  for (const JsonValue part : array_of(content)) {
    if (auto error = read_part(object_of(part), place, request)) return error;
    ++place.part;
  }
  return std::nullopt;
}

// The calls an assistant made count by the text of their names and arguments.
void read_call(JsonObject call, DecodedRequest& request) {
  for (const auto member : call) {
    if (member.value.is_object()) {
      read_call(object_of(member.value), request);
    } else if (member.key == "name" || member.key == "arguments" || member.key == "input") {
      request.add_text(text_of(member.value));
    }
  }
}

Found read_message(JsonObject message, DecodedRequest& request) {
  const auto index = static_cast<std::size_t>(request.messages++);
  for (const auto member : message) {
    if (member.key == "role") {
      request.roles.push_back(role_of(text_of(member.value)));
    } else if (member.key == "content") {
      if (auto error = read_content(member.value, index, request)) return error;
    } else if (member.key == "name" && member.value.is_string()) {
      ++request.names;
      request.add_text(text_of(member.value));
    } else if (member.key == "tool_calls" && member.value.is_array()) {
      for (const JsonValue call : array_of(member.value)) read_call(object_of(call), request);
    } else if (member.key == "function_call" && member.value.is_object()) {
      read_call(object_of(member.value), request);
    }
  }
  return std::nullopt;
}

// What is allowed of each field alone but not of both.
Found check_combinations(JsonObject body, const DecodedRequest& request) {
  if (is_given(body, "max_tokens") && is_given(body, "max_completion_tokens")) {
    return ApiError{.message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    .param = "max_tokens",
                    .code = "invalid_parameter_combination"};
  }
  if (is_given(body, "stream_options") && !request.stream) return stream_options_without_stream();
  if (is_given(body, "top_logprobs")) {
    bool logprobs = false;
    if (body.at_key("logprobs").get(logprobs) != simdjson::SUCCESS || !logprobs) {
      return ApiError{.message = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
                      .param = "top_logprobs"};
    }
  }
  return std::nullopt;
}

// Models that reason sample as they like: of these only the defaults are taken.
void note_sampling(std::string_view name, JsonValue value, DecodedRequest& request) {
  constexpr std::string_view kParameters[] = {"temperature", "top_p",        "frequency_penalty", "presence_penalty",
                                              "logprobs",    "top_logprobs", "logit_bias",        "stop"};
  const auto* const found = std::find(std::begin(kParameters), std::end(kParameters), name);
  if (found == std::end(kParameters)) return;
  double number = 0;
  bool flag = true;
  const bool is_number = value.get(number) == simdjson::SUCCESS;
  if (is_number && number == (name == "temperature" || name == "top_p" ? 1 : 0)) return;
  if (value.get(flag) == simdjson::SUCCESS && !flag) return;
  request.sampling.push_back(*found);
}

Found read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  if (value.is_null()) return std::nullopt;
  note_sampling(name, value, request);
  if (name == "messages") {
    for (const JsonValue message : array_of(value)) {
      if (auto error = read_message(object_of(message), request)) return error;
    }
  } else if (name == "logprobs") {
    if (value.get_bool().value()) request.top_logprobs = request.top_logprobs.value_or(0);
  } else if (name == "top_logprobs") {
    request.top_logprobs = static_cast<int>(value.get_int64().value());
  } else if (name == "reasoning_effort") {
    request.reasoning_effort = reasoning_effort_of(text_of(value));
  } else if (name == "metadata") {
    request.metadata = simdjson::minify(value);
  } else if (name == "store") {
    request.store = value.get_bool().value();
  } else if (name == "service_tier") {
    request.service_tier = service_tier_of(text_of(value));
  } else {
    read_common_field(name, value, request);
  }
  return std::nullopt;
}

Found check_messages(JsonObject body, DecodedRequest& request) {
  const JsonArray messages = array_of(body.at_key("messages").value_unsafe());
  if (auto error = check_tool_messages(messages)) return error;
  std::string_view role;
  for (const JsonValue message : messages) role = text_of(message.at_key("role").value_unsafe());
  request.is_turn_of_user = role == "user" || role == "system" || role == "developer";
  std::string_view format;
  const bool json =
      body.at_key("response_format").at_key("type").get(format) == simdjson::SUCCESS && format == "json_object";
  if (!json || std::any_of(request.prompt_texts.begin(), request.prompt_texts.end(), contains_json))
    return std::nullopt;
  return ApiError{.message =
                      "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                      "'json_object'.",
                  .param = "messages"};
}

void keep_messages(JsonObject body, DecodedRequest& request) {
  for (const JsonValue message : array_of(body.at_key("messages").value_unsafe())) {
    request.stored_messages.push_back(stored_message(object_of(message)));
  }
}

}  // namespace

Found ChatCompletions::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kChatRequestShape, body)) return error;
  const JsonObject object = object_of(body);
  for (const auto member : object) {
    if (auto error = read_field(member.key, member.value, request)) return error;
  }
  if (auto error = check_combinations(object, request)) return error;
  if (auto error = read_chat_outputs(object, request)) return error;
  if (auto error = read_chat_tools(object, request)) return error;
  if (auto error = read_response_format(object, request)) return error;
  if (auto error = check_messages(object, request)) return error;
  for (const auto& id : request.file_ids) {
    if (!files_.has(id)) return unknown_input_file(id, "messages");
  }
  if (request.store) keep_messages(object, request);
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> ChatCompletions::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                       const Generation& generation) const {
  return std::make_unique<ChatReplyEncoder>(request, std::move(facts), generation, store_);
}

}  // namespace oaisim
