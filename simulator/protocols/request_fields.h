// What several operations that generate text take in the same way.
//
// Thread safety: constant data and pure functions.  Source: OpenAI API reference, "Chat" and "Completions".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

inline constexpr Shape kLongTextShape{.kind = Shape::Kind::string, .maximum = 10'485'760};
extern const Shape kStopShape;           // a string, or one to four
extern const Shape kStreamOptionsShape;  // {"include_usage", "include_obfuscation"}
extern const Shape kSeedShape;
extern const Shape kTemperatureShape;
extern const Shape kTopPShape;
extern const Shape kPenaltyShape;
extern const Shape kLogitBiasShape;
extern const Shape kTopLogprobsShape;
extern const Shape kReasoningEffortShape;
extern const Shape kVerbosityShape;
extern const Shape kSafetyIdentifierShape;
extern const Shape kExpiryShape;    // {"anchor": "created_at", "seconds"} of files
extern const Shape kMetadataShape;  // at most 16 pairs of strings
// What is taken without being simulated: where a prompt may be cached and how, and how it is moderated.
extern const Shape kCacheBreakpointShape;
extern const Shape kCacheOptionsShape;
extern const Shape kCacheRetentionShape;
extern const Shape kModerationOptionsShape;

// Reads model, max_tokens, stream, stream_options, n, stop, seed and user.  REQUIRES: `value` has the field's shape and
// is not null.
void read_common_field(std::string_view name, JsonValue value, DecodedRequest& request);

// The same word, of a view that outlives the request; the tier that serves what was asked for.
std::string_view role_of(std::string_view asked);
std::string_view reasoning_effort_of(std::string_view asked);
std::string_view service_tier_of(std::string_view asked);

ApiError stream_options_without_stream();

}  // namespace oaisim
