#include "common/http/client_connection.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "common/http/timed_receive.h"

namespace oaisim {

asio::awaitable<void> ConnectionDeadlines::run() {
  while (!stopped_) {
    error_code ec;
    timer_.expires_after(kPeriod);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    const TimePoint now = clock_.now();
    for (const auto& entry : entries_) {
      if (now >= entry.deadline) entry.connection->expire();
    }
  }
}

void ConnectionDeadlines::stop() {
  stopped_ = true;
  timer_.cancel();
}

void ConnectionDeadlines::close_all() {
  for (const auto& entry : entries_) entry.connection->close();
}

std::size_t ConnectionDeadlines::add(ClientConnection& connection) {
  entries_.push_back({TimePoint::max(), &connection});
  return entries_.size() - 1;
}

// The last one takes its place.
void ConnectionDeadlines::remove(std::size_t place) {
  entries_[place] = entries_.back();
  entries_[place].connection->place_ = place;
  entries_.pop_back();
}

ClientConnection::ClientConnection(asio::io_context& io, const Clock& clock, ConnectionDeadlines& deadlines,
                                   ResponseLimits limits)
    : socket_(io),
      clock_(clock),
      deadlines_(deadlines),
      place_(deadlines.add(*this)),
      parser_(limits),
      largest_buffer_(std::max<std::size_t>(limits.header_bytes, kFirstBuffer) * 2),
      buffer_(kFirstBuffer) {}

ClientConnection::~ClientConnection() { deadlines_.remove(place_); }

void ClientConnection::close() {
  closed_ = true;
  error_code ignored;
  socket_.close(ignored);
}

void ClientConnection::expire() {
  if (!socket_.is_open()) return;
  expired_ = true;
  error_code ignored;
  socket_.close(ignored);
}

// Closes after an error and says which it was.
WireError ClientConnection::fail(WireError otherwise) {
  error_code ignored;
  socket_.close(ignored);
  set_deadline(TimePoint::max());
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
  socket_.bind({*local_address_, 0}, cause_);
  return !cause_;
}

asio::awaitable<WireError> ClientConnection::connect(const ServerAddress& address, TimePoint deadline,
                                                     ConnectTimes& times) {
  socket_.close(cause_);
  tls_.reset();
  tls_failure_.clear();
  certificate_problem_.clear();
  expired_ = closed_ = false;
  begin_ = end_ = 0;
  socket_.open(address.endpoint.protocol(), cause_);
  if (cause_ || !bind_locally()) co_return fail(WireError::refused);
  if (receive_lag_ != nullptr) enable_arrival_times(socket_);
  set_deadline(deadline);
  co_await socket_.async_connect(address.endpoint, asio::redirect_error(asio::use_awaitable, cause_));
  if (cause_ || expired_ || closed_) co_return fail(WireError::refused);
  times.connected = clock_.now();
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (address.tls != nullptr) {
    const bool secured = co_await shake_hands(address);
    if (!secured || expired_ || closed_) co_return fail(WireError::insecure);
    times.secured = clock_.now();
  }
  set_deadline(TimePoint::max());
  co_return WireError::none;
}

asio::awaitable<bool> ClientConnection::shake_hands(const ServerAddress& address) {
  plain_.clear();
  tls_ = std::make_unique<TlsSession>(*address.tls, address.host);
  while (tls_->is_handshaking() && !cause_) {
    co_await send_answers();
    if (cause_) break;
    const std::size_t received =
        co_await socket_.async_read_some(asio::buffer(buffer_), asio::redirect_error(asio::use_awaitable, cause_));
    if (!cause_) tls_->feed({buffer_.data(), received}, plain_);
  }
  // Its last word: what completes the handshake, or the alert that says why it failed.
  if (!cause_) co_await send_answers();
  if (tls_->has_failed()) note_tls_failure();
  co_return tls_->is_open() && !cause_;
}

void ClientConnection::note_tls_failure() {
  certificate_problem_ = tls_->certificate_problem();
  tls_failure_ = tls_->failure();
}

// What TLS itself has to say.
asio::awaitable<void> ClientConnection::send_answers() {
  if (!tls_->has_answer()) co_return;
  std::string_view nothing;
  const std::string_view answer = tls_->next_to_send(nothing);
  co_await asio::async_write(socket_, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, cause_));
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
  if (ec) cause_ = ec;
  co_return !ec;
}

// A record at a time.  The request is on its way when its first record is.
asio::awaitable<bool> ClientConnection::send_encrypted(std::string_view request, WireTimes& times) {
  WireTimes of_record;
  while (!request.empty()) {
    const std::string_view record = tls_->next_to_send(request);
    if (record.empty()) co_return false;
    const bool sent = co_await send(record, of_record);
    if (times.sent == TimePoint{}) times.sent = of_record.sent;
    if (!sent) co_return false;
  }
  co_return true;
}

asio::awaitable<WireError> ClientConnection::exchange(std::string_view request, ResponseSink& sink, WireTimes& times,
                                                      ExchangeDeadlines deadlines) {
  begin_ = end_ = 0;  // bytes after a reply that nobody asked for belong to nothing
  plain_.clear();
  cause_ = {};
  set_deadline(deadlines.first_byte);
  parser_.start(sink);
  // A server may refuse a body it does not want and close: its reply is read even when sending failed.
  bool sent = false;
  if (tls_ == nullptr) {
    sent = co_await send(request, times);
  } else {
    sent = co_await send_encrypted(request, times);
  }
  const WireError error = co_await receive(times, deadlines.whole);
  if (error != WireError::none) co_return fail(error);
  set_deadline(TimePoint::max());
  if (!sent || !parser_.keep_alive()) {
    error_code ignored;
    socket_.close(ignored);
  }
  co_return WireError::none;
}

asio::awaitable<WireError> ClientConnection::receive(WireTimes& times, TimePoint whole) {
  while (true) {
    make_room();
    if (end_ == buffer_.size() || plain_.size() > largest_buffer_) co_return WireError::malformed;
    error_code ec;
    const asio::mutable_buffer space(buffer_.data() + end_, buffer_.size() - end_);
    std::size_t received = 0;
    if (receive_lag_ != nullptr && receive_lag_->is_due()) {
      received = co_await receive_timing_it(space, ec);
    } else {
      received = co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, ec));
    }
    const TimePoint now = clock_.now();
    if (ec == asio::error::eof) co_return at_end(times, now);
    if (ec) {
      cause_ = ec;
      co_return WireError::truncated;
    }
    if (!take(received)) continue;
    if (times.first_byte == TimePoint{} && !unread().empty()) {
      times.first_byte = now;
      set_deadline(whole);
    }
    bool over = false;
    const WireError error = parse(times, now, over);
    if (over || error != WireError::none) co_return error;
    if (tls_ != nullptr && tls_->is_over()) co_return at_end(times, now);
    // A deadline that passed between two reads finds the socket closed by the next one.
  }
}

// Asio receives without the moment of arrival, so that it only waits here.
asio::awaitable<std::size_t> ClientConnection::receive_timing_it(asio::mutable_buffer space, error_code& ec) {
  while (true) {
    const TimedReceive received = receive_timed(socket_, space, clock_, ec);
    if (!ec && received.bytes == 0) ec = asio::error::eof;
    if (!ec && received.arrived) receive_lag_->add(*received.arrived, clock_.now());
    if (ec != asio::error::would_block) co_return received.bytes;
    co_await socket_.async_wait(tcp::socket::wait_read, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return 0;
  }
}

// Makes received bytes readable.  False: there is nothing yet that the parser could read, nor an end.
bool ClientConnection::take(std::size_t received) {
  if (tls_ == nullptr) {
    end_ += received;
    return true;
  }
  tls_->feed({buffer_.data(), received}, plain_);
  return plain_.size() > 0 || tls_->is_over();
}

std::string_view ClientConnection::unread() const {
  if (tls_ == nullptr) return {buffer_.data() + begin_, end_ - begin_};
  return {static_cast<const char*>(plain_.data().data()), plain_.size()};
}

void ClientConnection::use(std::size_t bytes) {
  if (tls_ == nullptr) {
    begin_ += bytes;
  } else {
    plain_.consume(bytes);
  }
}

WireError ClientConnection::parse(WireTimes& times, TimePoint now, bool& over) {
  use(parser_.feed(unread(), now));
  over = parser_.state() == ResponseParser::State::done;
  if (over) times.last_byte = now;
  if (over || parser_.state() == ResponseParser::State::reading) return WireError::none;
  return parser_.state() == ResponseParser::State::refused ? WireError::rejected : WireError::malformed;
}

// The server closed.  Over TLS only a close that it announced is the end of a reply without a length (RFC 8446, 6.1).
WireError ClientConnection::at_end(WireTimes& times, TimePoint now) {
  times.last_byte = now;
  if (tls_ != nullptr && tls_->has_failed()) note_tls_failure();
  if (tls_ != nullptr && (!tls_->is_over() || tls_->has_failed())) return WireError::truncated;
  parser_.finish();
  return parser_.state() == ResponseParser::State::done ? WireError::none : WireError::truncated;
}

std::string ClientConnection::problem() const {
  if (!certificate_problem_.empty()) return certificate_problem_;
  if (!tls_failure_.empty()) return tls_failure_;
  return cause_ ? cause_.message() : std::string();
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
