// An HTTP/1.1 server for work that mostly waits: one io_context and one acceptor (SO_REUSEPORT) per thread;
// a connection lives and dies on its thread.
//
// Ownership: the clock and the handler outlive the server.  Thread safety: stop() and the figures may be used
// from any thread; the rest is for the thread that starts it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/http/connection.h"
#include "common/http/tls_context.h"

namespace oaisim {

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8000;  // 0: any free one
  std::size_t threads = 0;    // 0: one per core
  std::uint32_t max_header_bytes = 64 * 1024;
  std::uint64_t max_body_bytes = 50 * 1024 * 1024;
  std::uint64_t max_buffered_bytes = 512 * 1024 * 1024;  // all bodies that are held at once
  std::size_t max_connections = 65536;
  Duration read_timeout = std::chrono::seconds(60);         // a request, from its first byte to its last
  Duration write_timeout = std::chrono::seconds(30);        // one send to a client that does not read
  Duration keep_alive_timeout = std::chrono::seconds(120);  // between requests
  Duration shutdown_timeout = std::chrono::seconds(5);      // for replies under way when the server stops
  TlsSettings tls = {};                                     // not enabled: plain HTTP
};

// What happened to connections, for metrics.
struct HttpServerFigures {
  std::atomic<std::int64_t> open_connections{0};
  std::atomic<std::uint64_t> accepted_connections{0};
  std::atomic<std::uint64_t> refused_requests{0};  // not valid HTTP or TLS, too large, too slow
  std::atomic<std::uint64_t> disconnects{0};       // clients that left before their reply was complete
  std::atomic<std::uint64_t> buffered_body_bytes{0};
};

class HttpServer {
 public:
  // The reply to a request that the server refuses before the handler sees it.
  using Refusal = std::function<HttpReply(int status, std::string_view target, std::string_view reason)>;

  HttpServer(HttpServerOptions options, const Clock& clock, HttpHandler handler, Refusal refusal);
  ~HttpServer();

  // Reads or makes the certificate, binds and listens.  Error already_in_use: another program has the port.
  Status listen();
  std::uint16_t port() const { return port_; }
  std::size_t threads() const { return workers_.size(); }

  // Serves on the calling thread and threads()-1 others until stop().
  void run();

  // Takes no more connections, lets replies under way finish within shutdown_timeout, then returns from run().
  void stop();

  // Null without TLS and before listen().
  const std::shared_ptr<const TlsContext>& tls() const { return tls_; }

  const HttpServerFigures& figures() const { return figures_; }
  asio::io_context& first_context();

 private:
  friend class HttpWorker;

  HttpServerOptions options_;
  const Clock& clock_;
  HttpHandler handler_;
  Refusal refusal_;
  HttpServerFigures figures_;
  std::shared_ptr<const TlsContext> tls_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<HttpWorker>> workers_;
};

}  // namespace oaisim
