// Every field of a Messages request and what it may hold.
//
// Source: MessageCreateParams and MessageCountTokensParams of Anthropic's published SDK (2.12, November 2026); the
// fields that need a beta (mcp_servers, context_management …) are taken without looking into them.
#pragma once

#include "simulator/protocols/shape.h"

namespace oaisim {

extern const Shape kMessagesRequestShape;     // but for the tools, which are looked at where they are read
extern const Shape kCountTokensRequestShape;  // the same
extern const Shape kMessagesToolsShape;

}  // namespace oaisim
