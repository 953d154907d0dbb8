// Every field of a chat completions request and what it may hold.
//
// Thread safety: constant data.
// Source: CreateChatCompletionRequest of the published OpenAI API description (August 2026), and the fields
// that only Azure takes (data_sources, enhancements, user_security_context).
#pragma once

#include "simulator/protocols/shape.h"

namespace oaisim {

extern const Shape kChatRequestShape;  // but for the two below, which are looked at where they are read
extern const Shape kToolsShape;
extern const Shape kFunctionsShape;

}  // namespace oaisim
