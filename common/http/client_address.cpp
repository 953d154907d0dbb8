#include "common/http/client_address.h"

namespace oaisim {
namespace {

Result<tcp::endpoint> resolve(const HttpUrl& url) {
  asio::io_context io;
  tcp::resolver resolver(io);
  error_code ec;
  const auto found = resolver.resolve(url.host, url.port, ec);
  if (ec || found.empty()) {
    return Error{ErrorCode::io,
                 "cannot find the address of '" + url.host + "': " + ec.message() + "; is the name spelled right?"};
  }
  if (found.size() == 1) return found.begin()->endpoint();
  for (const auto& entry : found) {
    tcp::socket socket(io);
    socket.connect(entry.endpoint(), ec);
    if (!ec) return entry.endpoint();
  }
  return found.begin()->endpoint();
}

}  // namespace

Result<ServerAddress> find_server(const HttpUrl& url, const TlsClientSettings& tls) {
  ServerAddress address;
  if (url.secure) {
    auto context = TlsClientContext::make(tls);
    if (!context) return context.error();
    address.tls = std::move(*context);
  }
  const auto endpoint = resolve(url);
  if (!endpoint) return endpoint.error();
  address.endpoint = *endpoint;
  address.host = url.host;
  return address;
}

}  // namespace oaisim
