// One request over a connection of its own: what is asked of a server besides the load.
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/http/client_address.h"

namespace oaisim::loadtest {

struct SingleReply {
  int status = 0;
  std::string body = {};
};

// Sends `request`, whole HTTP bytes, and returns the reply.  Blocks, for at most `timeout` of `clock`.
// Error: why there is none, as the system or TLS puts it.
Result<SingleReply> exchange_once(const ServerAddress& address, std::string_view request, const Clock& clock,
                                  Duration timeout);

}  // namespace oaisim::loadtest
