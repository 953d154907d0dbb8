// The tools of a chat: what may be called, what must be, and what it adds to the prompt.
//
//   "tools": [{"type": "function", "function": {"name", "description", "parameters": JSON schema, "strict"}},
//             {"type": "custom", "custom": {"name", "description", "format"}}]
//   "tool_choice": "none" | "auto" | "required" | {"type": "function", "function": {"name"}} | {"type":
//   "allowed_tools", …} "functions": [{"name", …}], "function_call": "none" | "auto" | {"name"}           deprecated
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Chat"; the guide "Function calling"; the cookbook's
// "How to count tokens with tiktoken" for what definitions cost.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

// Reads them from a request whose shape was checked.
std::optional<ApiError> read_chat_tools(JsonObject body, DecodedRequest& request);

// "response_format": the form that the text is to have.
std::optional<ApiError> read_response_format(JsonObject body, DecodedRequest& request);

// Compiles a schema, or finds that it was compiled for a request before.
Result<JsonSchema> compiled(JsonValue schema, JsonSchema::Rules rules);

// Whether every call of a tool has its answer and every answer its call.
std::optional<ApiError> check_tool_messages(JsonArray messages);

}  // namespace oaisim
