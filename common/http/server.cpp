#include "common/http/server.h"

#include <thread>

#include "common/http/worker.h"

namespace oaisim {
namespace {

std::size_t thread_count(std::size_t asked) {
  return asked != 0 ? asked : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

// Binds without SO_REUSEPORT, which fails when any other socket listens there, and learns the port for 0.
Result<tcp::endpoint> reserve(const std::string& host, std::uint16_t port) {
  asio::io_context context;
  error_code ec;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, ec);
  if (ec || found.empty()) return Error{ErrorCode::io, "--host: cannot resolve '" + host + "': " + ec.message()};
  const tcp::endpoint wanted = found.begin()->endpoint();
  tcp::acceptor probe(context);
  probe.open(wanted.protocol(), ec);
  if (!ec) probe.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) probe.bind(wanted, ec);
  if (!ec) probe.listen(1, ec);
  const std::string where = host + " port " + std::to_string(port);
  if (ec == asio::error::address_in_use) {
    return Error{ErrorCode::already_in_use,
                 where + " is already in use; stop the other program or choose another with --port"};
  }
  if (ec) return Error{ErrorCode::io, "cannot listen on " + where + ": " + ec.message()};
  return probe.local_endpoint();
}

}  // namespace

HttpServer::HttpServer(HttpServerOptions options, const Clock& clock, HttpHandler handler, Refusal refusal)
    : options_(std::move(options)), clock_(clock), handler_(std::move(handler)), refusal_(std::move(refusal)) {}

HttpServer::~HttpServer() = default;

Status HttpServer::listen() {
  if (options_.tls.enabled()) {
    auto tls = TlsContext::make(options_.tls, options_.host, clock_.unix_seconds());
    if (!tls) return tls.error();
    tls_ = std::move(*tls);
  }
  const auto endpoint = reserve(options_.host, options_.port);
  if (!endpoint) return endpoint.error();
  port_ = endpoint->port();
  for (std::size_t i = 0; i < thread_count(options_.threads); ++i) {
    workers_.push_back(std::make_unique<HttpWorker>(*this, i));
    if (auto status = workers_.back()->listen(*endpoint); !status) return status;
  }
  return success();
}

void HttpServer::run() {
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < workers_.size(); ++i) {
    others.emplace_back([worker = workers_[i].get()] { worker->run(); });
  }
  workers_.front()->run();
  for (auto& thread : others) thread.join();
}

void HttpServer::stop() {
  for (auto& worker : workers_) worker->stop();
}

asio::io_context& HttpServer::first_context() { return workers_.front()->context(); }

}  // namespace oaisim
