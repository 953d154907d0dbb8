#include "common/http/connection.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/base/log.h"
#include "common/http/server.h"
#include "common/http/timed_receive.h"
#include "common/http/worker.h"

namespace oaisim {
namespace {

using asio::as_tuple;
using asio::use_awaitable;

constexpr std::size_t kHeaderReadBytes = 2048;
constexpr std::size_t kBodyReadBytes = 64 * 1024;
constexpr std::size_t kKeptBytes = 16 * 1024;  // a buffer that grew beyond this is given back after a request
constexpr std::size_t kSmallBody = 64 * 1024;  // bodies up to this are not counted against max_buffered_bytes
constexpr Duration kLinger = std::chrono::seconds(2);

void append_number(std::string& out, std::uint64_t value, int base) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

HttpConnection::HttpConnection(tcp::socket socket, HttpWorker& worker)
    : socket_(std::move(socket)),
      worker_(worker),
      parser_(worker.options().max_header_bytes, worker.options().max_body_bytes),
      buffer_(worker.options().max_header_bytes + kBodyReadBytes),
      timer_(worker.context()) {
  worker_.add(*this);
}

HttpConnection::~HttpConnection() {
  worker_.figures().buffered_body_bytes.fetch_sub(accounted_body_, std::memory_order_relaxed);
  worker_.remove(*this);
}

std::size_t HttpConnection::worker_index() const { return worker_.index(); }
const Clock& HttpConnection::clock() const { return worker_.clock(); }

asio::awaitable<void> HttpConnection::serve() {
  while (!gone_ && (!worker_.stopping() || buffer_.size() > 0)) {
    const ReadResult result = co_await read_request();
    if (result == ReadResult::closed) break;
    if (result == ReadResult::refused) {
      co_await linger();
      break;
    }
    set_phase(Phase::handling, Duration::max());
    keep_alive_ = parser_.keep_alive() && !worker_.stopping();
    replied_ = false;
    received_at_ = worker_.clock().simulated_time_of(arrived_);
    if (!co_await handle()) break;
    if (watching_) {
      error_code ignored;
      socket_.cancel(ignored);
    }
    if (turn_is_over()) co_await give_turn();
    if (gone_ || !replied_) {
      worker_.figures().disconnects.fetch_add(1, std::memory_order_relaxed);
      break;
    }
    if (!keep_alive_) {
      co_await linger();
      break;
    }
  }
  error_code ignored;
  phase_ = Phase::closed;
  socket_.close(ignored);
}

// A peer that always has more to give or take would otherwise keep the thread to itself.
asio::awaitable<void> HttpConnection::give_turn() {
  operations_ = 0;
  co_await asio::post(worker_.context(), use_awaitable);
}

// A handler that throws costs its own connection and nothing else.
asio::awaitable<bool> HttpConnection::handle() {
  try {
    co_await worker_.handler()(*this);
    co_return true;
  } catch (const std::exception& problem) {
    spdlog::error("a request failed: {}", problem.what());
  }
  co_return false;
}

asio::awaitable<HttpConnection::ReadResult> HttpConnection::read_request() {
  parser_.reset();
  account_body();
  if (out_.capacity() > kKeptBytes) std::string().swap(out_);
  set_phase(Phase::idle, worker_.options().keep_alive_timeout);
  arrived_ = idle_since_;
  for (;;) {
    const auto readable = buffer_.cdata();
    std::size_t used = 0;
    const auto state = parser_.consume({static_cast<const char*>(readable.data()), readable.size()}, used);
    buffer_.consume(used);
    if (state == RequestParser::State::done) break;
    if (state == RequestParser::State::failed) {
      co_return co_await refuse(parser_.refusal().status, parser_.refusal().reason);
    }
    if (!account_body())
      co_return co_await refuse(503,
                                "the large requests that are being read hold more than --max-buffered-bytes allows");
    if (state == RequestParser::State::header_done) {
      if (equals_ignoring_case(request().header("expect"), "100-continue")) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await flush()) co_return ReadResult::closed;
      }
      continue;
    }
    if (parser_.started() && phase_ == Phase::idle) set_phase(Phase::reading, worker_.options().read_timeout);
    if (buffer_.size() >= buffer_.max_size() - kHeaderReadBytes) {
      co_return co_await refuse(431, "the request line is larger than --max-header-bytes allows");
    }
    if (!co_await read_more()) {
      if (timed_out_ && parser_.started())
        co_return co_await refuse(408, "the request took longer to arrive than --read-timeout allows");
      co_return ReadResult::closed;
    }
  }
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBytes) buffer_.shrink_to_fit();
  co_return ReadResult::request;
}

asio::awaitable<bool> HttpConnection::read_more() {
  error_code ec = asio::error::would_block;
  if (parser_.started()) {  // the rest of a request is probably there
    if (turn_is_over()) co_await give_turn();
    receive(ec);
  }
  while (ec == asio::error::would_block) {
    operations_ = 0;
    const auto [wait_error] = co_await socket_.async_wait(tcp::socket::wait_read, as_tuple(use_awaitable));
    if (wait_error) co_return false;
    receive(ec);
  }
  co_return !ec;
}

// Receives what is there, in one go and into no more memory than it needs; the client's end is an error too.
void HttpConnection::receive(error_code& ec) {
  const Clock& clock = worker_.clock();
  const auto space = asio::buffer(worker_.receive_space(), buffer_.max_size() - buffer_.size());
  const auto [bytes, arrived] = receive_timed(socket_, space, clock, ec);
  if (ec) return;
  if (bytes == 0) ec = asio::error::eof;
  buffer_.commit(asio::buffer_copy(buffer_.prepare(bytes), space));
  const TimePoint now = clock.real_now();
  arrived_ = std::clamp(arrived.value_or(now), idle_since_, now);
}

// Counts the body that is held against the server's bound; false when that is reached.
bool HttpConnection::account_body() {
  const std::size_t held = request().body_capacity() > kSmallBody ? request().body_capacity() : 0;
  if (held == accounted_body_) return true;
  auto& total = worker_.figures().buffered_body_bytes;
  const std::uint64_t now = total.fetch_add(held - accounted_body_, std::memory_order_relaxed) + held - accounted_body_;
  accounted_body_ = held;
  return now <= worker_.options().max_buffered_bytes;
}

asio::awaitable<HttpConnection::ReadResult> HttpConnection::refuse(int status, std::string_view reason) {
  worker_.figures().refused_requests.fetch_add(1, std::memory_order_relaxed);
  timed_out_ = false;
  keep_alive_ = false;
  co_await send(worker_.refusal(status, request().target(), reason));
  co_return ReadResult::refused;
}

// Lets a client that is still sending read the reply: a close with unread bytes would reset the connection.
asio::awaitable<void> HttpConnection::linger() {
  error_code ec;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  buffer_.clear();
  set_phase(Phase::lingering, kLinger);
  while (!ec && !timed_out_) {
    const auto [read_error, size] =
        co_await socket_.async_read_some(buffer_.prepare(kBodyReadBytes), as_tuple(use_awaitable));
    ec = read_error;
  }
}

void HttpConnection::append_head(const HttpReply& reply, std::string_view length_header) {
  out_ += "HTTP/1.1 ";
  append_number(out_, static_cast<std::uint64_t>(reply.status), 10);
  out_ += ' ';
  out_ += reason_phrase(reply.status);
  out_ += "\r\n";
  out_ += worker_.date_header();
  if (!reply.content_type.empty()) {
    out_ += "content-type: ";
    out_ += reply.content_type;
    out_ += "\r\n";
  }
  out_ += length_header;
  if (!keep_alive_) {
    out_ += "connection: close\r\n";
  } else if (request().version() == 10) {
    out_ += "connection: keep-alive\r\n";
  }
  out_ += reply.headers;
  out_ += "\r\n";
}

asio::awaitable<bool> HttpConnection::send(const HttpReply& reply) {
  std::array<char, 48> length;
  constexpr std::string_view kName = "content-length: ";
  kName.copy(length.data(), kName.size());
  char* end = std::to_chars(length.data() + kName.size(), length.data() + 40, reply.body.size()).ptr;
  *end++ = '\r';
  *end++ = '\n';
  const std::string_view line(length.data(), static_cast<std::size_t>(end - length.data()));
  append_head(reply, reply.status == 204 ? std::string_view() : line);
  if (request().method() != HttpMethod::head) out_ += reply.body;
  replied_ = true;
  idle_since_ = worker_.clock().real_now();  // before the client can have it and send the next request
  return flush();
}

void HttpConnection::begin_stream(const HttpReply& reply) {
  chunked_ = request().version() >= 11;
  if (!chunked_) keep_alive_ = false;
  append_head(reply, chunked_ ? "transfer-encoding: chunked\r\n" : "");
}

void HttpConnection::append_chunk(std::string_view bytes) {
  if (bytes.empty()) return;
  if (!chunked_) {
    out_ += bytes;
    return;
  }
  append_number(out_, bytes.size(), 16);
  out_ += "\r\n";
  out_ += bytes;
  out_ += "\r\n";
}

asio::awaitable<bool> HttpConnection::end_stream() {
  if (chunked_) out_ += "0\r\n\r\n";
  replied_ = true;
  idle_since_ = worker_.clock().real_now();
  return flush();
}

asio::awaitable<bool> HttpConnection::flush() {
  if (gone_) co_return false;
  if (out_.empty()) co_return true;
  error_code ec;
  if (turn_is_over()) co_await give_turn();
  if (gone_) co_return false;
  const std::size_t sent = socket_.write_some(asio::buffer(out_), ec);
  if (ec == asio::error::would_block) ec = {};
  if (ec) {
    mark_gone();
    co_return false;
  }
  const bool all = sent == out_.size() || co_await write_rest(std::string_view(out_).substr(sent));
  out_.clear();
  co_return all;
}

asio::awaitable<bool> HttpConnection::write_rest(std::string_view bytes) {
  const Phase phase = phase_;
  const TimePoint deadline = deadline_;
  set_phase(Phase::writing, worker_.options().write_timeout);
  const auto [ec, size] = co_await asio::async_write(socket_, asio::buffer(bytes), as_tuple(use_awaitable));
  phase_ = phase;
  deadline_ = deadline;
  if (ec) mark_gone();
  co_return !ec;
}

asio::awaitable<bool> HttpConnection::sleep_until(TimePoint due) {
  if (gone_) co_return false;
  if (due <= worker_.clock().now()) co_return true;
  co_return co_await wait_on_timer(worker_.clock().real_time_of(due));
}

asio::awaitable<bool> HttpConnection::wait_for_wake() {
  if (gone_) co_return false;
  if (!std::exchange(woken_, false)) {
    awaiting_wake_ = true;
    const bool here = co_await wait_on_timer(TimePoint::max());
    awaiting_wake_ = false;
    woken_ = false;
    co_return here;
  }
  co_return true;
}

asio::awaitable<bool> HttpConnection::wait_on_timer(TimePoint real) {
  if (!watching_) watch();
  if (real != TimePoint::max()) real = std::chrono::ceil<WaitGrain>(real);
  operations_ = 0;
  timer_.expires_at(real);
  co_await timer_.async_wait(as_tuple(use_awaitable));
  co_return !gone_;
}

// The connection moves into the posted handler: nothing of it stays on the waking thread.
void HttpConnection::wake(std::shared_ptr<HttpConnection> connection) {
  asio::io_context& context = connection->worker_.context();
  asio::post(context, [self = std::move(connection)] {
    self->woken_ = true;
    if (self->awaiting_wake_) self->timer_.cancel();
  });
}

// While a handler waits, the socket is watched so that a client that goes away is noticed at once.
void HttpConnection::watch() {
  watching_ = true;
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this()](const error_code& ec) { self->on_readable(ec); });
}

void HttpConnection::on_readable(const error_code& ec) {
  watching_ = false;
  const bool answering = phase_ == Phase::handling || phase_ == Phase::writing;
  if (gone_ || !answering) return;
  if (ec == asio::error::operation_aborted)
    return watch();  // that of the request before, cancelled when it was answered
  if (ec) return mark_gone();
  // A client that sends this much ahead of its reply could no longer be watched, and is let go.
  const std::size_t room = std::min(kHeaderReadBytes, buffer_.max_size() - buffer_.size());
  if (room == 0) return mark_gone();
  error_code read_error;
  const std::size_t size = socket_.read_some(buffer_.prepare(room), read_error);
  buffer_.commit(size);
  if (read_error && read_error != asio::error::would_block) {
    mark_gone();
    return;
  }
  watch();
}

void HttpConnection::mark_gone() {
  gone_ = true;
  timer_.cancel();
}

void HttpConnection::set_phase(Phase phase, Duration allowed) {
  phase_ = phase;
  deadline_ = allowed == Duration::max() ? TimePoint::max() : worker_.clock().real_now() + allowed;
}

void HttpConnection::enforce_deadline(TimePoint real_now) {
  if (real_now < deadline_) return;
  deadline_ = TimePoint::max();
  timed_out_ = true;
  error_code ignored;
  if (phase_ == Phase::reading || phase_ == Phase::idle) {
    socket_.cancel(ignored);
  } else {
    gone_ = true;
    socket_.close(ignored);
  }
}

void HttpConnection::stop(bool at_once) {
  error_code ignored;
  if (at_once) {
    mark_gone();
    socket_.close(ignored);
  } else if (phase_ == Phase::idle) {
    socket_.cancel(ignored);
  }
}

}  // namespace oaisim
