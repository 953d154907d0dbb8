// Sends one request of a run and shows all of it, and all of its reply, as it comes.
//
//   > POST /v1/chat/completions HTTP/1.1          what is sent, the key hidden
//   < HTTP 200                                    what comes, each piece of a stream with its time
//   = success after 123.4 ms: ...                 what the measurement makes of it
//
// Thread safety: none; one call at a time.
#pragma once

#include <ostream>

#include "common/base/clock.h"
#include "loadtest/client/request_source.h"

namespace oaisim::loadtest {

// Blocks until the reply is over, within the plan's timeouts.  Whether the request succeeded.
// Error: the server's name does not resolve, or the authorities cannot be read.
Result<bool> show_exchange(const RequestSource& requests, const Clock& clock, std::ostream& out);

}  // namespace oaisim::loadtest
