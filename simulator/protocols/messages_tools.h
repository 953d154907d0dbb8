// The tools of a Messages request: what may be called, what must be, and what it adds to the prompt.
//
//   "tools": [{"name", "description", "input_schema": JSON schema, …},       a tool of the client
//             {"type": "bash_20250124", "name": "bash"}, …                    one that Anthropic has defined
//             {"type": "web_search_20250305", "name": "web_search"}, …]       one that Anthropic's servers run
//   "tool_choice": {"type": "auto" | "any" | "none"} | {"type": "tool", "name"}
//
// Tools that Anthropic's servers run are taken and never called.
//
// Thread safety: pure functions.  Source: Claude API reference, "Messages"; Claude platform documentation, "Tool use".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

// Reads them from a request whose shape was checked.
std::optional<ApiError> read_messages_tools(JsonObject body, DecodedRequest& request);

}  // namespace oaisim
