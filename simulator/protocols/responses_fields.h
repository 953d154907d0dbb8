// Reads what a Responses request says beside its input, and what the response repeats of it.
//
// Thread safety: pure functions.
#pragma once

#include "simulator/protocols/response_record.h"

namespace oaisim {

// Tools and their choice: {"type": "function", "name", "parameters", "strict"}, without a frame of their own.
std::optional<ApiError> read_response_tools(JsonObject body, DecodedRequest& request);

// "text": {"format": …}: the form that the text is to have.
std::optional<ApiError> read_text_format(JsonObject body, DecodedRequest& request);

// Model, lengths, sampling, reasoning and the like.
void read_response_fields(JsonObject body, ResponsesCall& call, DecodedRequest& request);

// ,"instructions":…,"max_output_tokens":… in the words of the API, with its defaults.
std::string repeated_parameters(JsonObject body);

}  // namespace oaisim
