#include "simulator/protocols/chat_tools.h"

#include <algorithm>

#include "simulator/protocols/chat_schema.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/tool_definitions.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

Found read_tools(JsonArray array, ToolSet& tools) {
  std::size_t index = 0;
  for (const JsonValue value : array) {
    const JsonObject tool = object_of(value);
    const std::string at = "tools[" + std::to_string(index++) + "].";
    const auto function = member(tool, "function");
    Found error = function ? read_function(object_of(*function), at + "function", tools)
                           : read_custom(object_of(*member(tool, "custom")), at + "custom", tools);
    if (error) return error;
  }
  return std::nullopt;
}

Found read_functions(JsonArray array, ToolSet& tools) {
  std::size_t index = 0;
  for (const JsonValue function : array) {
    const std::string at = "functions[" + std::to_string(index++) + "]";
    if (auto error = read_function(object_of(function), at, tools)) return error;
  }
  return std::nullopt;
}

constexpr ToolFraming kTools{.param = "tools", .shape = &kToolsShape, .read = read_tools};
constexpr ToolFraming kFunctions{.param = "functions", .shape = &kFunctionsShape, .read = read_functions};

// The name in {"type": "function", "function": {"name"}} and the like.
std::string_view chosen_name(JsonObject choice) {
  for (const std::string_view kind : {"function", "custom"}) {
    if (const auto named = member(choice, kind)) return text_member(object_of(*named), "name");
  }
  return {};
}

Found read_choice(JsonValue choice, std::string_view param, DecodedRequest& request) {
  if (choice.is_string()) {
    request.tool_use = tool_use_of(text_of(choice));
    return std::nullopt;
  }
  if (const auto allowed = member(object_of(choice), "allowed_tools"))
    return allow_listed(object_of(*allowed), "tool_choice.allowed_tools", request);
  request.tool_use = ToolUse::named;
  const bool legacy = param == "function_call";
  return keep_only({legacy ? text_member(object_of(choice), "name") : chosen_name(object_of(choice))}, param,
                   legacy ? "functions" : "tools", request);
}

ApiError only_with(std::string_view param, std::string_view needed) {
  return {.message = "Invalid value for '" + std::string(param) + "': '" + std::string(param) +
                     "' is only allowed when '" + std::string(needed) + "' are specified.",
          .param = std::string(param)};
}

}  // namespace

Found read_chat_tools(JsonObject body, DecodedRequest& request) {
  const auto tools = member(body, "tools");
  const auto functions = member(body, "functions");
  request.legacy_functions = functions && !tools;
  if (tools || functions) {
    if (auto error = take_tools(tools ? *tools : *functions, tools ? kTools : kFunctions, request)) return error;
  }
  for (const std::string_view param : {"tool_choice", "parallel_tool_calls", "function_call"}) {
    const bool given = param == "function_call" ? functions.has_value() : tools.has_value();
    if (member(body, param) && !given) return only_with(param, param == "function_call" ? "functions" : "tools");
  }
  const std::string_view choice_param = request.legacy_functions ? "function_call" : "tool_choice";
  const auto choice = member(body, choice_param);
  return choice ? read_choice(*choice, choice_param, request) : std::nullopt;
}

Found read_response_format(JsonObject body, DecodedRequest& request) {
  const auto format = member(body, "response_format");
  if (!format) return std::nullopt;
  const std::string_view type = text_member(object_of(*format), "type");
  if (type == "json_object") {
    request.text_form = any_json_object();
  } else if (type == "json_schema") {
    const JsonObject described = object_of(*member(object_of(*format), "json_schema"));
    const auto schema = member(described, "schema");
    if (!schema) return missing_parameter("response_format.json_schema.schema");
    const bool strict = flag_member(described, "strict");
    auto form = compiled(*schema, strict ? JsonSchema::Rules::strict : JsonSchema::Rules::lenient);
    if (!form) {
      return ApiError{.message = "Invalid schema for response_format '" + std::string(text_member(described, "name")) +
                                 "': " + form.error().message,
                      .param = "response_format"};
    }
    request.text_form = std::move(*form);
  }
  return std::nullopt;
}

namespace {

std::string role_param(std::size_t index) { return "messages.[" + std::to_string(index) + "].role"; }

ApiError unanswered(const std::vector<std::string_view>& ids, std::size_t index) {
  std::string names;
  for (const auto id : ids) names.append(names.empty() ? "" : ", ").append(id);
  return {.message =
              "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
              "'tool_call_id'. The following tool_call_ids did not have response messages: " +
              names,
          .param = role_param(index)};
}

Found check_answer(JsonObject message, std::size_t index, bool follows_calls, std::vector<std::string_view>& open) {
  if (!follows_calls) {
    return ApiError{.message =
                        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
                        "with 'tool_calls'.",
                    .param = role_param(index)};
  }
  const std::string_view id = text_member(message, "tool_call_id");
  if (std::erase(open, id) > 0) return std::nullopt;
  return ApiError{.message = "Invalid parameter: 'tool_call_id' of '" + std::string(id) +
                             "' not found in 'tool_calls' of previous message.",
                  .param = "messages.[" + std::to_string(index) + "].tool_call_id"};
}

}  // namespace

Found check_tool_messages(JsonArray messages) {
  std::vector<std::string_view> open;  // calls of the last assistant message that have no answer yet
  bool follows_calls = false;
  std::size_t caller = 0;
  std::size_t index = 0;
  for (const JsonValue value : messages) {
    const JsonObject message = object_of(value);
    if (text_member(message, "role") == "tool") {
      if (auto error = check_answer(message, index, follows_calls, open)) return error;
    } else {
      if (!open.empty()) return unanswered(open, index);
      const auto calls = member(message, "tool_calls");
      follows_calls = calls.has_value();
      caller = index;
      if (calls) {
        for (const JsonValue call : array_of(*calls)) open.push_back(text_member(object_of(call), "id"));
      }
    }
    ++index;
  }
  if (!open.empty()) return unanswered(open, caller);
  return std::nullopt;
}

}  // namespace oaisim
