// What happens between a connection being ready and a request going over it.
//
// Thread safety: none; on the thread of the connection.
#pragma once

#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

class SendHook {
 public:
  virtual ~SendHook() = default;

  // Returns right before the first byte is sent, perhaps after a wait.  False: the request is not sent.
  virtual asio::awaitable<bool> before_send() = 0;
};

}  // namespace oaisim::loadtest
