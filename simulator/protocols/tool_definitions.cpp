#include "simulator/protocols/tool_definitions.h"

#include <algorithm>

#include "simulator/protocols/json_members.h"
#include "simulator/protocols/recently_seen.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

// Larger definitions than this are not kept for the next request.
constexpr std::size_t kMostKeptBytes = 64 * 1024;

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

JsonSchema::Rules rules_of(JsonObject definition) {
  return flag_member(definition, "strict") ? JsonSchema::Rules::strict : JsonSchema::Rules::lenient;
}

}  // namespace

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
    auto schema = JsonSchema::compile(*parameters, rules_of(function));
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

Found take_tools(JsonValue definitions, const ToolFraming& framing, DecodedRequest& request) {
  thread_local RecentlySeen<ToolSet> seen;
  Fingerprint fingerprint = fingerprint_of(definitions);
  fingerprint ^= reinterpret_cast<std::uintptr_t>(&framing);
  request.tools = seen.find(fingerprint);
  if (request.tools == nullptr) {
    if (auto error = check_shape(*framing.shape, definitions, framing.param)) return error;
    auto tools = std::make_shared<ToolSet>();
    if (auto error = framing.read(array_of(definitions), *tools)) return error;
    if (tools->bytes() <= kMostKeptBytes) seen.keep(fingerprint, tools);
    request.tools = std::move(tools);
  }
  request.prompt_characters += request.tools->prompt_characters();
  return std::nullopt;
}

Found keep_only(const std::vector<std::string_view>& names, std::string_view param, std::string_view list_param,
                DecodedRequest& request) {
  const auto& tools = request.tools->tools();
  std::vector<Tool> kept;
  for (const auto name : names) {
    const auto found = std::find_if(tools.begin(), tools.end(), [&](const Tool& tool) { return tool.name == name; });
    if (found == tools.end()) {
      return ApiError{.message = "Invalid value for '" + std::string(param) + "': Tool choice '" + std::string(name) +
                                 "' not found in '" + std::string(list_param) + "' parameter.",
                      .param = std::string(param)};
    }
    kept.push_back(*found);
  }
  request.allowed_tools = std::move(kept);
  return std::nullopt;
}

ToolUse tool_use_of(std::string_view mode) {
  if (mode == "none") return ToolUse::none;
  return mode == "required" ? ToolUse::required : ToolUse::automatic;
}

Found allow_listed(JsonObject allowed, const std::string& param, DecodedRequest& request) {
  const auto invalid = [&] {
    return ApiError{.message = "Invalid value for '" + param +
                               "': expected 'mode' ('auto' or 'required') and 'tools', an array of tools by name.",
                    .param = param,
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
  request.tool_use = tool_use_of(mode);
  return keep_only(names, "tool_choice", "tools", request);
}

// Compiles a schema, or finds that it was compiled for a request before.
Result<JsonSchema> compiled(JsonValue schema, JsonSchema::Rules rules) {
  thread_local RecentlySeen<JsonSchema> seen;
  Fingerprint fingerprint = fingerprint_of(schema);
  fingerprint ^= rules == JsonSchema::Rules::strict ? 1 : 0;
  if (const auto found = seen.find(fingerprint)) return *found;
  auto fresh = JsonSchema::compile(schema, rules);
  if (fresh) seen.keep(fingerprint, std::make_shared<JsonSchema>(*fresh));
  return fresh;
}

const JsonSchema& any_json_object() {
  static const JsonSchema schema = [] {
    simdjson::dom::parser parser;
    const simdjson::padded_string text(std::string_view(
        R"({"type":"object","properties":{"title":{"type":"string"},"summary":{"type":"string"},)"
        R"("items":{"type":"array","items":{"type":"string"}}},"required":["title","summary","items"]})"));
    return *JsonSchema::compile(parser.parse(text).value(), JsonSchema::Rules::lenient);
  }();
  return schema;
}

bool contains_json(std::string_view text) {
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    if ((text[i] | 0x20) == 'j' && (text[i + 1] | 0x20) == 's' && (text[i + 2] | 0x20) == 'o' &&
        (text[i + 3] | 0x20) == 'n') {
      return true;
    }
  }
  return false;
}

}  // namespace oaisim
