// One thread of the server: its io_context, acceptor, connections, and the sweep that keeps their deadlines.
//
// Thread safety: everything on the worker's thread, except stop().
#pragma once

#include <boost/intrusive/list.hpp>
#include <string>
#include <vector>

#include "common/http/server.h"

namespace oaisim {

class HttpWorker {
 public:
  HttpWorker(HttpServer& server, std::size_t index);

  Status listen(const tcp::endpoint& endpoint);
  void run();
  void stop();  // any thread

  HttpServer& server() { return server_; }
  const HttpServerOptions& options() const { return server_.options_; }
  const std::shared_ptr<const TlsContext>& tls() const { return server_.tls_; }
  const Clock& clock() const { return server_.clock_; }
  const HttpHandler& handler() const { return server_.handler_; }
  HttpServerFigures& figures() { return server_.figures_; }
  HttpReply refusal(int status, std::string_view target, std::string_view reason) const {
    return server_.refusal_(status, target, reason);
  }
  asio::io_context& context() { return context_; }
  tcp::endpoint local_endpoint() const { return acceptor_.local_endpoint(); }
  std::size_t index() const { return index_; }
  bool stopping() const { return stopping_; }
  // Where this thread receives before it is known how much there is.
  asio::mutable_buffer receive_space() { return asio::buffer(receive_space_); }
  std::string_view date_header() const { return date_header_; }  // "date: ...\r\n"

  void add(HttpConnection& connection);
  void remove(HttpConnection& connection);

 private:
  asio::awaitable<void> accept_connections();
  asio::awaitable<void> sweep();
  std::string accept_one(tcp::socket socket);
  void begin_stop();
  void refresh_date();

  static constexpr std::size_t kReceiveBytes = 64 * 1024;
  // Deadlines are kept to this precision.
  static constexpr auto kSweepInterval = std::chrono::milliseconds(250);

  HttpServer& server_;
  std::size_t index_;
  boost::intrusive::list<HttpConnection> connections_;  // outlives the context, whose handlers hold them
  asio::io_context context_;
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_timer_;
  asio::steady_timer accept_pause_;
  std::vector<char> receive_space_ = std::vector<char>(kReceiveBytes);
  std::string date_header_;
  std::int64_t date_second_ = -1;
  bool stopping_ = false;
  TimePoint stop_deadline_{};  // real
};

}  // namespace oaisim
