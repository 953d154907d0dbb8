// What several operations that generate text take in the same way.
//
// Thread safety: constant data and pure functions.  Source: OpenAI API reference, "Chat" and "Completions".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

extern const Shape kStopShape;           // a string, or one to four
extern const Shape kStreamOptionsShape;  // {"include_usage", "include_obfuscation"}
extern const Shape kSeedShape;
extern const Shape kTemperatureShape;
extern const Shape kTopPShape;
extern const Shape kPenaltyShape;
extern const Shape kLogitBiasShape;

// Reads model, max_tokens, stream, stream_options, n, stop, seed and user.  REQUIRES: `value` has the field's shape and
// is not null.
void read_common_field(std::string_view name, JsonValue value, DecodedRequest& request);

// Whether a field is there and not null.
bool is_given(JsonObject body, std::string_view name);

ApiError stream_options_without_stream();

}  // namespace oaisim
