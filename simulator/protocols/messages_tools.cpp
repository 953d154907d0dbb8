#include "simulator/protocols/messages_tools.h"

#include <algorithm>
#include <set>

#include "simulator/protocols/chat_tools.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/messages_schema.h"
#include "simulator/protocols/recently_seen.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

// What a tool that Anthropic has defined is called with; those of its servers are in no row.
struct DefinedTool {
  std::string_view type;  // that begins with this
  std::string_view schema;
};
constexpr DefinedTool kDefinedTools[] = {
    {"bash_2", R"({"type":"object","properties":{"command":{"type":"string"}},"required":["command"]})"},
    {"computer_2", R"({"type":"object","properties":{"action":{"const":"screenshot"}},"required":["action"]})"},
    {"memory_2", R"({"type":"object","properties":{"command":{"const":"view"},"path":{"const":"/memories"}},)"
                 R"("required":["command","path"]})"},
    {"text_editor_2", R"({"type":"object","properties":{"command":{"const":"view"},"path":{"type":"string"}},)"
                      R"("required":["command","path"]})"},
};

JsonSchema compiled_text(std::string_view schema) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(schema);
  return *JsonSchema::compile(parser.parse(text).value(), JsonSchema::Rules::lenient);
}

bool is_tool_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Found read_custom(JsonObject object, const std::string& at, ToolSet& tools) {
  Tool tool{.name = std::string(text_member(object, "name")), .arguments = std::nullopt};
  if (!is_tool_name(tool.name)) {
    return ApiError{.message = at + ".name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"};
  }
  const JsonValue schema = *member(object, "input_schema");
  const auto type = member(object_of(schema), "type");
  if (!type) return ApiError{.message = at + ".input_schema.type: Field required"};
  if (!type->is_string() || text_of(*type) != "object") {
    return ApiError{.message = at + ".input_schema.type: Input should be 'object'"};
  }
  auto form = JsonSchema::compile(schema, JsonSchema::Rules::lenient);
  if (!form) {
    return ApiError{.message = at +
                               ".input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 "
                               "(https://json-schema.org/draft/2020-12). Learn more about tool use at "
                               "https://docs.claude.com/en/docs/tool-use."};
  }
  tool.arguments = std::move(*form);
  tools.add(std::move(tool), text_member(object, "description"), schema);
  return std::nullopt;
}

void read_defined(JsonObject object, std::string_view type, ToolSet& tools) {
  for (const auto& defined : kDefinedTools) {
    if (!type.starts_with(defined.type)) continue;
    tools.add({.name = std::string(text_member(object, "name")), .arguments = compiled_text(defined.schema)}, "",
              std::nullopt);
  }
}

Found read_tools(JsonArray array, ToolSet& tools) {
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const JsonValue value : array) {
    const JsonObject object = object_of(value);
    const std::string at = "tools." + std::to_string(index++) + ".custom";
    const std::string_view type = text_member(object, "type");
    if (type.empty() || type == "custom") {
      if (auto error = read_custom(object, at, tools)) return error;
    } else {
      read_defined(object, type, tools);
    }
    const std::string_view name = text_member(object, "name");
    if (!name.empty() && !names.insert(name).second) return ApiError{.message = "tools: Tool names must be unique."};
  }
  return std::nullopt;
}

// Larger definitions than this are not kept for the next request.
constexpr std::size_t kMostKeptBytes = 64 * 1024;

// Checks and reads definitions, or finds that they were read for a request before.
Found take_tools(JsonValue value, DecodedRequest& request) {
  thread_local RecentlySeen<ToolSet> seen;
  const Fingerprint fingerprint = fingerprint_of(value);
  request.tools = seen.find(fingerprint);
  if (request.tools == nullptr) {
    if (auto error = check_shape(kMessagesToolsShape, value, "tools", ApiShape::anthropic)) return error;
    auto tools = std::make_shared<ToolSet>();
    if (auto error = read_tools(array_of(value), *tools)) return error;
    if (tools->bytes() <= kMostKeptBytes) seen.keep(fingerprint, tools);
    request.tools = std::move(tools);
  }
  if (request.tools->tools().empty()) request.tools = nullptr;
  return std::nullopt;
}

Found name_tool(std::string_view name, JsonArray all, DecodedRequest& request) {
  const bool known =
      std::any_of(all.begin(), all.end(), [&](JsonValue tool) { return text_member(object_of(tool), "name") == name; });
  if (!known) return ApiError{.message = "Tool '" + std::string(name) + "' not found in provided tools"};
  request.tool_use = ToolUse::none;  // but for a tool that can be called
  if (request.tools == nullptr) return std::nullopt;
  for (const Tool& tool : request.tools->tools()) {
    if (tool.name != name) continue;
    request.tool_use = ToolUse::named;
    request.allowed_tools = {tool};
  }
  return std::nullopt;
}

}  // namespace

Found read_messages_tools(JsonObject body, DecodedRequest& request) {
  const auto tools = member(body, "tools");
  const auto choice = member(body, "tool_choice");
  if (tools) {
    if (auto error = take_tools(*tools, request)) return error;
    if (request.tools != nullptr) request.prompt_characters += request.tools->prompt_characters();
  }
  if (!choice) return std::nullopt;
  if (!tools || array_of(*tools).size() == 0) {
    return ApiError{.message = "tool_choice may only be specified while providing tools"};
  }
  const std::string_view type = text_member(object_of(*choice), "type");
  if (type == "tool") return name_tool(text_member(object_of(*choice), "name"), array_of(*tools), request);
  if (type == "none") request.tool_use = ToolUse::none;
  if (type == "any") request.tool_use = ToolUse::required;
  return std::nullopt;
}

}  // namespace oaisim
