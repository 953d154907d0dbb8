#include "common/http/worker.h"

#include <sys/socket.h>

#include <ctime>

#include "common/base/log.h"
#include "common/http/timed_receive.h"

namespace oaisim {
namespace {

// What a coroutine throws (it ran out of memory, say) ends that coroutine and nothing else.
void log_failure(const std::exception_ptr& failure) {
  if (failure == nullptr) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& problem) {
    spdlog::error("a connection or its keeper failed: {}", problem.what());
  }
}

}  // namespace

using asio::as_tuple;
using asio::use_awaitable;

HttpWorker::HttpWorker(HttpServer& server, std::size_t index)
    : server_(server),
      index_(index),
      context_(1),
      acceptor_(context_),
      sweep_timer_(context_),
      accept_pause_(context_) {}

Status HttpWorker::listen(const tcp::endpoint& endpoint) {
  error_code ec;
  acceptor_.open(endpoint.protocol(), ec);
  const int on = 1;
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) {
    ec = error_code(errno, boost::system::system_category());
  }
  if (!ec) enable_arrival_times(acceptor_);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(4096, ec);
  if (ec) return Error{ErrorCode::io, "cannot listen on port " + std::to_string(endpoint.port()) + ": " + ec.message()};
  return success();
}

void HttpWorker::run() {
  refresh_date();
  asio::co_spawn(context_, accept_connections(), log_failure);
  asio::co_spawn(context_, sweep(), log_failure);
  context_.run();
}

void HttpWorker::stop() {
  asio::post(context_, [this] { begin_stop(); });
}

void HttpWorker::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  stop_deadline_ = clock().real_now() + options().shutdown_timeout;
  error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
  sweep_timer_.cancel();
  for (auto& connection : connections_) connection.stop(false);
}

void HttpWorker::add(HttpConnection& connection) {
  connections_.push_back(connection);
  figures().open_connections.fetch_add(1, std::memory_order_relaxed);
}

void HttpWorker::remove(HttpConnection& connection) {
  connections_.erase(connections_.iterator_to(connection));
  figures().open_connections.fetch_sub(1, std::memory_order_relaxed);
}

asio::awaitable<void> HttpWorker::accept_connections() {
  while (!stopping_) {
    auto [ec, socket] = co_await acceptor_.async_accept(as_tuple(use_awaitable));
    if (stopping_) break;
    std::string problem = ec ? ec.message() : accept_one(std::move(socket));
    if (problem.empty()) continue;
    // Out of descriptors or memory: connections wait in the kernel's queue meanwhile.
    spdlog::warn("cannot accept a connection: {}", problem);
    accept_pause_.expires_after(std::chrono::milliseconds(100));
    co_await accept_pause_.async_wait(as_tuple(use_awaitable));
  }
}

// Why the connection cannot be served; empty when it is, or when there are too many.
std::string HttpWorker::accept_one(tcp::socket socket) try {
  figures().accepted_connections.fetch_add(1, std::memory_order_relaxed);
  if (figures().open_connections.load(std::memory_order_relaxed) >=
      static_cast<std::int64_t>(options().max_connections)) {
    figures().refused_requests.fetch_add(1, std::memory_order_relaxed);
    return {};  // closed: --max-connections is reached
  }
  error_code ec;
  socket.set_option(tcp::no_delay(true), ec);
  socket.non_blocking(true, ec);
  if (ec) return {};  // the client has gone already
  auto connection = std::make_shared<HttpConnection>(std::move(socket), *this);
  asio::co_spawn(
      context_, [connection]() -> asio::awaitable<void> { return connection->serve(); }, log_failure);
  return {};
} catch (const std::exception& failure) {
  return failure.what();
}

asio::awaitable<void> HttpWorker::sweep() {
  while (!stopping_ || !connections_.empty()) {
    sweep_timer_.expires_after(stopping_ ? std::chrono::milliseconds(10) : kSweepInterval);
    co_await sweep_timer_.async_wait(as_tuple(use_awaitable));
    refresh_date();
    const TimePoint real_now = clock().real_now();
    for (auto& connection : connections_) connection.enforce_deadline(real_now);
    if (stopping_ && real_now >= stop_deadline_) {
      for (auto& connection : connections_) connection.stop(true);
    }
  }
}

void HttpWorker::refresh_date() {
  const std::int64_t second = clock().unix_seconds();
  if (second == date_second_) return;
  date_second_ = second;
  const std::time_t time = second;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof(text), "date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  date_header_.assign(text, size);
}

}  // namespace oaisim
