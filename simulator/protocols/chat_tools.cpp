#include "simulator/protocols/chat_tools.h"

#include <algorithm>

#include "simulator/protocols/chat_schema.h"
#include "simulator/protocols/recently_seen.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

std::optional<JsonValue> member(JsonObject object, std::string_view name) {
  JsonValue value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

std::string_view text_member(JsonObject object, std::string_view name) {
  const auto value = member(object, name);
  return value ? text_of(*value) : std::string_view();
}

bool is_tool_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Found check_name(const std::string& param, std::string_view name) {
  if (is_tool_name(name)) return std::nullopt;
  return invalid_parameter(
      param, "string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
      "invalid_value");
}

// A string member; "None" when there is none.
std::string_view text_or_none(JsonObject object, std::string_view name) {
  std::string_view text;
  return object.at_key(name).get(text) == simdjson::SUCCESS ? text : "None";
}

ApiError invalid_function(const std::string& name, const std::string& param, const std::string& problem) {
  return {.message = "Invalid schema for function '" + name + "': " + problem,
          .param = param + ".parameters",
          .code = "invalid_function_parameters"};
}

// A function without parameters is called with an empty object.
Found read_function(JsonObject function, const std::string& param, ToolSet& tools) {
  Tool tool{.name = std::string(text_member(function, "name")), .arguments = std::nullopt};
  if (auto error = check_name(param + ".name", tool.name)) return error;
  const auto parameters = member(function, "parameters");
  if (parameters && text_or_none(object_of(*parameters), "type") != "object") {
    return invalid_function(tool.name, param,
                            "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" +
                                std::string(text_or_none(object_of(*parameters), "type")) + "\"'.");
  }
  if (parameters) {
    const auto strict = member(function, "strict");
    const bool is_strict = strict && strict->get_bool().value();
    auto schema = JsonSchema::compile(*parameters, is_strict ? JsonSchema::Rules::strict : JsonSchema::Rules::lenient);
    if (!schema) return invalid_function(tool.name, param, schema.error().message);
    tool.arguments = std::move(*schema);
  }
  tools.add(std::move(tool), text_member(function, "description"), parameters);
  return std::nullopt;
}

Found read_custom(JsonObject custom, const std::string& param, ToolSet& tools) {
  Tool tool{.name = std::string(text_member(custom, "name")), .arguments = std::nullopt, .custom = true};
  if (auto error = check_name(param + ".name", tool.name)) return error;
  tools.add(std::move(tool), text_member(custom, "description"), std::nullopt);
  return std::nullopt;
}

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

// Larger definitions than this are not kept for the next request.
constexpr std::size_t kMostKeptBytes = 64 * 1024;

// Checks and reads definitions, or finds that they were read for a request before.
Found take_tools(JsonValue value, bool legacy, DecodedRequest& request) {
  thread_local RecentlySeen<ToolSet> seen;
  Fingerprint fingerprint = fingerprint_of(value);
  fingerprint.low ^= legacy ? 1 : 0;
  request.tools = seen.find(fingerprint);
  if (request.tools != nullptr) return std::nullopt;
  if (auto error = check_shape(legacy ? kFunctionsShape : kToolsShape, value, legacy ? "functions" : "tools"))
    return error;
  auto tools = std::make_shared<ToolSet>();
  if (auto error = legacy ? read_functions(array_of(value), *tools) : read_tools(array_of(value), *tools)) return error;
  if (tools->bytes() <= kMostKeptBytes) seen.keep(fingerprint, tools);
  request.tools = std::move(tools);
  return std::nullopt;
}

// The name in {"type": "function", "function": {"name"}} and the like.
std::string_view chosen_name(JsonObject choice) {
  for (const std::string_view kind : {"function", "custom"}) {
    if (const auto named = member(choice, kind)) return text_member(object_of(*named), "name");
  }
  return {};
}

Found keep_only(const std::vector<std::string_view>& names, std::string_view param, DecodedRequest& request) {
  const auto& tools = request.tools->tools();
  std::vector<Tool> kept;
  for (const auto name : names) {
    const auto found = std::find_if(tools.begin(), tools.end(), [&](const Tool& tool) { return tool.name == name; });
    if (found == tools.end()) {
      return ApiError{.message = "Invalid value for '" + std::string(param) + "': Tool choice '" + std::string(name) +
                                 "' not found in '" + (param == "tool_choice" ? "tools" : "functions") + "' parameter.",
                      .param = std::string(param)};
    }
    kept.push_back(*found);
  }
  request.allowed_tools = std::move(kept);
  return std::nullopt;
}

ToolUse use_of(std::string_view mode) {
  if (mode == "none") return ToolUse::none;
  return mode == "required" ? ToolUse::required : ToolUse::automatic;
}

// {"type": "allowed_tools", "allowed_tools": {"mode": "auto" | "required", "tools": [{"type", "function": {"name"}}]}}
Found read_allowed(JsonObject allowed, DecodedRequest& request) {
  const auto invalid = [] {
    return ApiError{.message =
                        "Invalid value for 'tool_choice.allowed_tools': expected 'mode' ('auto' or 'required') and "
                        "'tools', an array of tools by name.",
                    .param = "tool_choice.allowed_tools",
                    .code = "invalid_value"};
  };
  std::string_view mode;
  JsonArray tools;
  if (allowed.at_key("mode").get(mode) != simdjson::SUCCESS || (mode != "auto" && mode != "required")) return invalid();
  if (allowed.at_key("tools").get(tools) != simdjson::SUCCESS) return invalid();
  std::vector<std::string_view> names;
  for (const JsonValue tool : tools) {
    std::string_view name;
    const bool named = tool.at_key("function").at_key("name").get(name) == simdjson::SUCCESS ||
                       tool.at_key("custom").at_key("name").get(name) == simdjson::SUCCESS ||
                       tool.at_key("name").get(name) == simdjson::SUCCESS;
    if (!named) return invalid();
    names.push_back(name);
  }
  request.tool_use = use_of(mode);
  return keep_only(names, "tool_choice", request);
}

Found read_choice(JsonValue choice, std::string_view param, DecodedRequest& request) {
  if (choice.is_string()) {
    request.tool_use = use_of(text_of(choice));
    return std::nullopt;
  }
  if (const auto allowed = member(object_of(choice), "allowed_tools"))
    return read_allowed(object_of(*allowed), request);
  request.tool_use = ToolUse::named;
  const bool legacy = param == "function_call";
  return keep_only({legacy ? text_member(object_of(choice), "name") : chosen_name(object_of(choice))}, param, request);
}

// The form of a `json_object`: whatever keys, with texts.
const JsonSchema& any_object() {
  static const JsonSchema schema = [] {
    simdjson::dom::parser parser;
    const simdjson::padded_string text(std::string_view(
        R"({"type":"object","properties":{"title":{"type":"string"},"summary":{"type":"string"},)"
        R"("items":{"type":"array","items":{"type":"string"}}},"required":["title","summary","items"]})"));
    return *JsonSchema::compile(parser.parse(text).value(), JsonSchema::Rules::lenient);
  }();
  return schema;
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
    if (auto error = take_tools(tools ? *tools : *functions, request.legacy_functions, request)) return error;
    request.prompt_characters += request.tools->prompt_characters();
  }
  for (const std::string_view param : {"tool_choice", "parallel_tool_calls", "function_call"}) {
    const bool given = param == "function_call" ? functions.has_value() : tools.has_value();
    if (member(body, param) && !given) return only_with(param, param == "function_call" ? "functions" : "tools");
  }
  const std::string_view choice_param = request.legacy_functions ? "function_call" : "tool_choice";
  const auto choice = member(body, choice_param);
  return choice ? read_choice(*choice, choice_param, request) : std::nullopt;
}

Result<JsonSchema> compiled(JsonValue schema, JsonSchema::Rules rules) {
  thread_local RecentlySeen<JsonSchema> seen;
  Fingerprint fingerprint = fingerprint_of(schema);
  fingerprint.low ^= rules == JsonSchema::Rules::strict ? 1 : 0;
  if (const auto found = seen.find(fingerprint)) return *found;
  auto fresh = JsonSchema::compile(schema, rules);
  if (fresh) seen.keep(fingerprint, std::make_shared<JsonSchema>(*fresh));
  return fresh;
}

Found read_response_format(JsonObject body, DecodedRequest& request) {
  const auto format = member(body, "response_format");
  if (!format) return std::nullopt;
  const std::string_view type = text_member(object_of(*format), "type");
  if (type == "json_object") {
    request.text_form = any_object();
  } else if (type == "json_schema") {
    const JsonObject described = object_of(*member(object_of(*format), "json_schema"));
    const auto schema = member(described, "schema");
    if (!schema) return missing_parameter("response_format.json_schema.schema");
    const auto strict = member(described, "strict");
    const bool is_strict = strict && strict->get_bool().value();
    auto form = compiled(*schema, is_strict ? JsonSchema::Rules::strict : JsonSchema::Rules::lenient);
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
