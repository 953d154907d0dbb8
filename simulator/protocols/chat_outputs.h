// What a chat's reply is to be besides a text that the model makes up: one that is predicted, one that is spoken.
//
//   "prediction": {"type": "content", "content": "class User …" | [{"type": "text", "text"}, …]}
//   "modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}
//
// Thread safety: pure functions.  Source: OpenAI guides "Predicted Outputs" and "Audio and speech".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

// Reads both, after all other fields, from a request whose shape was checked; refuses what is not taken beside them.
std::optional<ApiError> read_chat_outputs(JsonObject body, DecodedRequest& request);

}  // namespace oaisim
