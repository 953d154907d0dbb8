// Every field of a Responses request and of its input items, and what it may hold.
//
// Thread safety: constant data.
// Source: CreateResponse, InputItem and TokenCountsBody of the published OpenAI API description (August 2026).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "simulator/protocols/shape.h"

namespace oaisim {

extern const Shape kResponsesShape;    // but for `input` and `tools`, which are looked at where they are read
extern const Shape kInputTokensShape;  // of a request that only counts

// What a request, or one for a response that is stored, may include.
std::span<const std::string_view> response_includes();

// The shape of an input item by its "type"; null: there is no such type.
const Shape* input_item_shape(std::string_view type);

// 'a', 'b', …: the types there are, for the message that refuses another.
std::string input_item_types();

}  // namespace oaisim
