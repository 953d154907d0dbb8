#include "common/http/client_address.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostTried = 4;           // addresses of a name
constexpr std::chrono::seconds kLongestTry{2};  // real time: a network may drop what is sent, without a word

bool takes_connection(const tcp::endpoint& endpoint) {
  asio::io_context io;
  tcp::socket socket(io);
  bool taken = false;
  socket.async_connect(endpoint, [&](error_code ec) { taken = !ec; });
  io.run_for(kLongestTry);
  return taken;
}

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
  std::size_t tried = 0;
  for (const auto& entry : found) {
    if (++tried > kMostTried) break;
    if (takes_connection(entry.endpoint())) return entry.endpoint();
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
