// Every field of a Messages request and what it may hold.
//
// Thread safety: constant data.
// Source: MessageCreateParams and MessageCountTokensParams of Anthropic's published SDK (2.12, November 2026); the
// fields that need a beta (mcp_servers, context_management …) are taken without looking into them.
#pragma once

#include "simulator/protocols/shape.h"

namespace oaisim {

// But for the tools, which are looked at where they are read.
extern const Shape kMessagesRequestShape;     // since the version 2026-10-21
extern const Shape kOldMessagesRequestShape;  // of the versions before: with temperature, top_p and top_k
extern const Shape kCountTokensRequestShape;
extern const Shape kMessagesToolsShape;

}  // namespace oaisim
