// Where a client's connections go: an address of the server, and what it must prove over TLS.
//
// Thread safety: a value.
#pragma once

#include <memory>
#include <string>

#include "common/http/asio/asio.h"
#include "common/http/client_url.h"
#include "common/http/tls_client_context.h"

namespace oaisim {

struct ServerAddress {
  tcp::endpoint endpoint;
  std::string host = {};                                  // whose certificate is expected
  std::shared_ptr<const TlsClientContext> tls = nullptr;  // null: plain HTTP
};

// Looks the name up.  Of several addresses it is the first that takes a connection: `localhost` has two and a server
// may listen on one of them only.  Blocks, as long as the system looks a name up and for 8 s at most besides.
// Error: the name does not resolve, or the authorities cannot be read.
Result<ServerAddress> find_server(const HttpUrl& url, const TlsClientSettings& tls);

}  // namespace oaisim
