// The tools of a Responses request and their choice, and what each may hold.
//
// Those that the service runs itself are never called here.  Their objects are open, as what they may hold grows faster
// than what is published of it.
//
// Thread safety: constant data.
// Source: Tool and ToolChoiceParam of the published OpenAI API description (August 2026).
#pragma once

#include "simulator/protocols/shape.h"

namespace oaisim {

extern const Shape kResponseToolShape;
extern const Shape kResponseToolsShape;
extern const Shape kResponseToolChoiceShape;
// Where a shell runs: on the caller's machine, or in a container that there is.
extern const Shape kLocalShellShape;
extern const Shape kContainerReferenceShape;

}  // namespace oaisim
