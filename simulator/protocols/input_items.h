// The items of a response's input as the API shows them later: with an id, a status and the other fields that may be
// left out when they are sent, and without nulls.
//
// Thread safety: pure functions.
// Source: ItemResource of the published OpenAI API description (August 2026).
#pragma once

#include <optional>
#include <string_view>

#include "simulator/protocols/response_record.h"
#include "simulator/protocols/shape.h"

namespace oaisim {

// Of an item of this type that was checked; nothing for what only tells the service to do something.
std::optional<InputItem> shown_item(std::string_view type, JsonObject item);

// Of an input that is a text.
InputItem shown_text(std::string_view text);

}  // namespace oaisim
