// Input items that tell of tools that the service runs itself, and what each may hold.
//
// They count nothing and are shown again as a real conversation has them.  Their objects are open: what the service
// says of an item is more than is published of what it takes back.
//
// Thread safety: constant data.
// Source: Item and InputItem of the published OpenAI API description (August 2026).
#pragma once

#include <span>

#include "simulator/protocols/shape.h"

namespace oaisim {

// By their "type", but for messages, reasoning, references and what belongs to functions and custom tools.
std::span<const TaggedShape> hosted_items();

inline constexpr Shape kCallIdShape{.kind = Shape::Kind::string, .minimum = 1, .maximum = 64};
inline constexpr Shape kNullableCallIdShape = or_null(kCallIdShape);
extern const Shape kToolCallerShape;  // who called a tool: the model, or a program of its

}  // namespace oaisim
