#include "simulator/protocols/responses_input.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "simulator/protocols/attachments.h"
#include "simulator/protocols/input_items.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/responses_schema.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

constexpr std::size_t kMostReferredBytes = 10'485'760;  // as of a string

void begin_message(std::string_view role, DecodedRequest& request) {
  ++request.messages;
  request.roles.push_back(role_of(role));
}

Found read_part(JsonObject part, const std::string& param, const FileObjects& files, DecodedRequest& request) {
  const std::string_view type = text_member(part, "type");
  if (const std::string_view id = text_member(part, "file_id"); !id.empty()) {
    if (!files.has(id)) return unknown_input_file(id, param + ".file_id");
  } else if (type == "input_file" && !member(part, "file_data") && !member(part, "file_url")) {
    return missing_parameter(param + ".file_id");
  }
  if (type == "input_image") {
    const std::string_view url = text_member(part, "image_url");
    if (url.empty() && text_member(part, "file_id").empty()) return missing_parameter(param + ".image_url");
    ImageInput& input = request.images.emplace_back();
    input.low_detail = text_member(part, "detail") == "low";
    return url.empty() ? std::nullopt : read_image(url, input);
  }
  if (const auto data = member(part, "file_data")) note_file(text_of(*data), param + ".file_data", request);
  for (const std::string_view name : {"text", "refusal"}) {
    if (const std::string_view text = text_member(part, name); !text.empty()) request.add_text(text);
  }
  return std::nullopt;
}

Found read_content(JsonValue content, const std::string& param, const FileObjects& files, DecodedRequest& request) {
  if (content.is_string()) {
    request.add_text(text_of(content));
    return std::nullopt;
  }
  std::size_t index = 0;
  for (const JsonValue part : array_of(content)) {
    const std::string at = param + "[" + std::to_string(index++) + "]";
    if (auto error = read_part(object_of(part), at, files, request)) return error;
  }
  return std::nullopt;
}

// Reads items one after another and notes which calls are without their output.
class InputReader {
 public:
  InputReader(const InputContext& context, ResponsesCall& call, DecodedRequest& request)
      : context_(context), call_(call), request_(request) {
    if (context.previous == nullptr) return;
    for (const auto& id : context.previous->open_calls) open_.emplace(id, calls_++);
  }

  Found read(JsonValue value, std::size_t index) {
    const std::string param = "input[" + std::to_string(index) + "]";
    JsonObject item;
    if (value.get(item) != simdjson::SUCCESS) return invalid_type(param, "an object", "another value");
    const auto given = member(item, "type");
    if (given && !given->is_string()) return check_shape(kString, *given, param + ".type");
    std::string_view type = text_member(item, "type");
    if (type.empty()) type = member(item, "role") ? "message" : "item_reference";
    if (type == "item_reference" && !member(item, "id")) return missing_parameter(param + (given ? ".id" : ".type"));
    const Shape* shape = input_item_shape(type);
    if (shape == nullptr) return invalid_value(param, type.substr(0, 100), input_item_types());
    if (auto error = check_shape(*shape, value, param)) return error;
    if (const std::string_view id = text_member(item, "id"); !id.empty() && !ids_.emplace(id).second) {
      return ApiError{.message = "Duplicate item found with id " + std::string(id.substr(0, 100)) +
                                 ". Remove duplicate items from your input and try again.",
                      .param = "input"};
    }
    request_.is_turn_of_user = false;
    if (auto error = read_item(type, item, param)) return error;
    if (!call_.store) return std::nullopt;
    if (auto shown = shown_item(type, item)) call_.input.push_back(std::move(*shown));
    return std::nullopt;
  }

  Found check_calls() const {
    if (open_.empty()) return std::nullopt;
    const auto first =
        std::min_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return ApiError{.message = "No tool output found for function call " + first->first + ".", .param = "input"};
  }

 private:
  Found read_item(std::string_view type, JsonObject item, const std::string& param) {
    if (type == "message") {
      const std::string_view role = text_member(item, "role");
      request_.is_turn_of_user = role != "assistant";
      begin_message(role, request_);
      return read_content(*member(item, "content"), param + ".content", context_.files, request_);
    }
    if (type == "function_call" || type == "custom_tool_call") {
      begin_message("assistant", request_);
      request_.add_text(text_member(item, "name"));
      request_.add_text(text_member(item, type == "function_call" ? "arguments" : "input"));
      open_.emplace(text_member(item, "call_id"), calls_++);
    } else if (type == "function_call_output" || type == "custom_tool_call_output") {
      return read_output(item, param);
    } else if (type == "item_reference") {
      return read_reference(text_member(item, "id"), param);
    }
    return std::nullopt;
  }

  // An output that names no call answers none.
  Found read_output(JsonObject item, const std::string& param) {
    const std::string_view id = text_member(item, "call_id");
    if (!id.empty() && open_.erase(std::string(id)) == 0) {
      return ApiError{.message = "No tool call found for function call output with call_id " + std::string(id) + ".",
                      .param = "input"};
    }
    begin_message("tool", request_);
    return read_content(*member(item, "output"), param + ".output", context_.files, request_);
  }

  // What is referred to counts as if it were given.
  Found read_reference(std::string_view id, const std::string& param) {
    const std::string json = find_item(context_.store, id);
    referred_bytes_ += json.size();
    if (referred_bytes_ > kMostReferredBytes) {
      return invalid_parameter(param, "the items that the input refers to are too long together.",
                               "string_above_max_length");
    }
    if (json.empty()) {
      return ApiError{.status = 404, .message = "Item with id '" + std::string(id) + "' not found.", .param = "input"};
    }
    simdjson::dom::parser parser;
    const JsonObject item = object_of(parser.parse(json).value_unsafe());
    DecodedRequest referred;
    std::swap(referred, request_);
    auto error = read_item(text_member(item, "type"), item, param);
    std::swap(referred, request_);
    if (error) return error;
    take(referred);
    return std::nullopt;
  }

  // Its texts are owned by the call, as the item's document is gone.
  void take(const DecodedRequest& referred) {
    for (const auto text : referred.prompt_texts) {
      call_.references.emplace_back(text);
      request_.prompt_texts.push_back(call_.references.back());
    }
    request_.prompt_characters += referred.prompt_characters;
    request_.messages += referred.messages;
    request_.roles.insert(request_.roles.end(), referred.roles.begin(), referred.roles.end());
    request_.images.insert(request_.images.end(), referred.images.begin(), referred.images.end());
    for (const Attachment& each : referred.attachments) {
      call_.references.emplace_back(each.data);
      request_.attachments.push_back({each.kind, call_.references.back(), each.param});
    }
    request_.is_turn_of_user = referred.is_turn_of_user;
  }

  const InputContext& context_;
  ResponsesCall& call_;
  DecodedRequest& request_;
  std::unordered_map<std::string, std::size_t> open_;  // ids of calls without their output, and their order
  std::unordered_set<std::string> ids_;                // of items
  std::size_t calls_ = 0;
  std::size_t referred_bytes_ = 0;
};

}  // namespace

Found read_response_input(JsonValue input, const InputContext& context, ResponsesCall& call, DecodedRequest& request) {
  InputReader reader(context, call, request);
  if (input.is_string()) {
    begin_message("user", request);
    request.add_text(text_of(input));
    request.is_turn_of_user = true;
    if (call.store) call.input.push_back(shown_text(text_of(input)));
  } else {
    const JsonArray items = array_of(input);
    std::size_t index = 0;
    for (const JsonValue item : items) {
      if (auto error = reader.read(item, index++)) return error;
    }
  }
  return reader.check_calls();
}

void read_instructions(std::string_view instructions, DecodedRequest& request) {
  request.has_instructions = true;
  begin_message("developer", request);
  request.add_text(instructions);
}

}  // namespace oaisim
