// What the definitions and choices of tools have in common, however an API frames them.
//
//   {"name", "description", "parameters": JSON schema, "strict"}     a function
//   {"name", "description", "format"}                                a custom tool, that takes any text
//
// Thread safety: pure functions, but for what each thread remembers of definitions that came before.
#pragma once

#include <string>
#include <vector>

#include "simulator/protocols/protocol.h"

namespace oaisim {

// Adds a tool; `param` is where its definition stands in the request.
std::optional<ApiError> read_function(JsonObject function, const std::string& param, ToolSet& tools);
std::optional<ApiError> read_custom(JsonObject custom, const std::string& param, ToolSet& tools);

// How an API frames a list of tools.  Each is told apart by its address.
struct ToolFraming {
  std::string_view param;  // the request's field
  const Shape* shape;
  std::optional<ApiError> (*read)(JsonArray definitions, ToolSet& tools);
};

// Checks and reads definitions into the request, or finds that they were read for a request before.
std::optional<ApiError> take_tools(JsonValue definitions, const ToolFraming& framing, DecodedRequest& request);

// Allows only the tools of these names; `param` is where they were named, `list_param` where the tools were given.
std::optional<ApiError> keep_only(const std::vector<std::string_view>& names, std::string_view param,
                                  std::string_view list_param, DecodedRequest& request);

// {"mode": "auto" | "required", "tools": [{"type", "name"}, …]} at `param`: allows only these tools.
std::optional<ApiError> allow_listed(JsonObject allowed, const std::string& param, DecodedRequest& request);

ToolUse tool_use_of(std::string_view mode);  // none, auto, required

// The form of a JSON text: of a schema, or whatever object.
Result<JsonSchema> compiled(JsonValue schema, JsonSchema::Rules rules);
const JsonSchema& any_json_object();

// Whether the text names JSON, as prompts for a JSON object have to.
bool contains_json(std::string_view text);

}  // namespace oaisim
