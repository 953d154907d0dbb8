#include "common/http/client_connection.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace oaisim {

asio::awaitable<void> ConnectionDeadlines::run() {
  while (!stopped_) {
    error_code ec;
    timer_.expires_after(kPeriod);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    const TimePoint now = clock_.now();
    for (auto* connection : connections_) connection->close_if_due(now);
  }
}

void ConnectionDeadlines::stop() {
  stopped_ = true;
  timer_.cancel();
}

void ConnectionDeadlines::close_all() {
  for (auto* connection : connections_) connection->close();
}

ClientConnection::ClientConnection(asio::io_context& io, const Clock& clock, ConnectionDeadlines& deadlines,
                                   ResponseLimits limits)
    : socket_(io),
      clock_(clock),
      deadlines_(deadlines),
      place_(deadlines.connections_.insert(deadlines.connections_.end(), this)),
      parser_(limits),
      largest_buffer_(std::max<std::size_t>(limits.header_bytes, kFirstBuffer) * 2),
      buffer_(kFirstBuffer) {}

ClientConnection::~ClientConnection() { deadlines_.connections_.erase(place_); }

void ClientConnection::close() {
  closed_ = true;
  error_code ignored;
  socket_.close(ignored);
}

void ClientConnection::close_if_due(TimePoint now) {
  if (now < deadline_ || !socket_.is_open()) return;
  expired_ = true;
  error_code ignored;
  socket_.close(ignored);
}

// Closes after an error and says which it was.
WireError ClientConnection::fail(WireError otherwise) {
  error_code ignored;
  socket_.close(ignored);
  deadline_ = TimePoint::max();
  if (closed_) return WireError::cancelled;
  return expired_ ? WireError::timed_out : otherwise;
}

bool ClientConnection::closed_by_peer() {
  char byte;
  const auto received = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return received == 0 || (received < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

// The port is left to connect(), which may use one again that is connected elsewhere.
bool ClientConnection::bind_locally() {
  if (!local_address_) return true;
  const int on = 1;
  ::setsockopt(socket_.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  error_code ec;
  socket_.bind({*local_address_, 0}, ec);
  return !ec;
}

asio::awaitable<WireError> ClientConnection::connect(tcp::endpoint endpoint, TimePoint deadline) {
  error_code ec;
  socket_.close(ec);
  expired_ = closed_ = false;
  begin_ = end_ = 0;
  socket_.open(endpoint.protocol(), ec);
  if (ec || !bind_locally()) co_return fail(WireError::refused);
  deadline_ = deadline;
  co_await socket_.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
  if (ec || expired_ || closed_) co_return fail(WireError::refused);
  deadline_ = TimePoint::max();
  socket_.set_option(tcp::no_delay(true), ec);
  socket_.non_blocking(true, ec);
  co_return WireError::none;
}

// A request nearly always fits the socket's buffer, so it is tried at once and waits only for the rest.
asio::awaitable<bool> ClientConnection::send(std::string_view request, WireTimes& times) {
  error_code ec;
  times.sent = clock_.now();
  const std::size_t written = socket_.write_some(asio::buffer(request), ec);
  if (ec == asio::error::would_block) ec = {};
  if (!ec && written < request.size()) {
    co_await asio::async_write(socket_, asio::buffer(request.substr(written)),
                               asio::redirect_error(asio::use_awaitable, ec));
  }
  co_return !ec;
}

asio::awaitable<WireError> ClientConnection::exchange(std::string_view request, ResponseSink& sink, WireTimes& times,
                                                      ExchangeDeadlines deadlines) {
  begin_ = end_ = 0;  // bytes after a reply that nobody asked for belong to nothing
  deadline_ = deadlines.first_byte;
  parser_.start(sink);
  // A server may refuse a body it does not want and close: its reply is read even when sending failed.
  const bool sent = co_await send(request, times);
  const WireError error = co_await receive(times, deadlines.whole);
  if (error != WireError::none) co_return fail(error);
  deadline_ = TimePoint::max();
  if (!sent || !parser_.keep_alive()) {
    error_code ignored;
    socket_.close(ignored);
  }
  co_return WireError::none;
}

asio::awaitable<WireError> ClientConnection::receive(WireTimes& times, TimePoint whole) {
  while (true) {
    make_room();
    if (end_ == buffer_.size()) co_return WireError::malformed;
    error_code ec;
    const std::size_t received = co_await socket_.async_read_some(
        asio::buffer(buffer_.data() + end_, buffer_.size() - end_), asio::redirect_error(asio::use_awaitable, ec));
    const TimePoint now = clock_.now();
    if (ec == asio::error::eof) {
      parser_.finish();
      times.last_byte = now;
      co_return parser_.state() == ResponseParser::State::done ? WireError::none : WireError::truncated;
    }
    if (ec) co_return WireError::truncated;
    if (times.first_byte == TimePoint{}) {
      times.first_byte = now;
      deadline_ = whole;
    }
    end_ += received;
    begin_ += parser_.feed({buffer_.data() + begin_, end_ - begin_}, now);
    switch (parser_.state()) {
      case ResponseParser::State::reading:
        break;
      case ResponseParser::State::done:
        times.last_byte = now;
        co_return WireError::none;
      case ResponseParser::State::refused:
        co_return WireError::rejected;
      default:
        co_return WireError::malformed;
    }
    // A deadline that passed between two reads finds the socket closed by the next one.
  }
}

// What was used is dropped; a line or header that fills the buffer makes it grow, up to its limit.
void ClientConnection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ > 0 && end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size() && buffer_.size() < largest_buffer_) {
    buffer_.resize(std::min(buffer_.size() * 2, largest_buffer_));
  }
}

}  // namespace oaisim
