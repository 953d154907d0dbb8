#include "common/http/connection.h"

#include <algorithm>

#include "common/base/log.h"
#include "common/http/reply_head.h"
#include "common/http/server.h"
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

}  // namespace

HttpConnection::HttpConnection(tcp::socket socket, HttpWorker& worker)
    : socket_(std::move(socket), worker.tls().get()),
      worker_(worker),
      parser_(worker.options().max_header_bytes, worker.options().max_body_bytes),
      buffer_(worker.options().max_header_bytes + kBodyReadBytes + socket_.record_bytes()),
      timer_(worker.context()) {
  worker_.add(*this);
}

HttpConnection::~HttpConnection() {
  worker_.figures().buffered_body_bytes.fetch_sub(accounted_body_, std::memory_order_relaxed);
  worker_.remove(*this);
}

std::size_t HttpConnection::worker_index() const { return worker_.index(); }
bool HttpConnection::speaks_tls() const { return worker_.tls() != nullptr; }

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
      socket_.raw().cancel(ignored);
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
  phase_ = Phase::closed;
  if (socket_.has_failed()) worker_.figures().refused_requests.fetch_add(1, std::memory_order_relaxed);
  socket_.close();
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
    if (state == RequestParser::State::failed) {
      co_return co_await refuse(parser_.refusal().status, parser_.refusal().reason);
    }
    if (socket_.needs_tls() && parser_.header_done()) {
      co_return co_await refuse(400, "this port speaks TLS; ask for https:// instead of http://");
    }
    if (state == RequestParser::State::done) break;
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
    note_progress();
    if (phase_ == Phase::idle && worker_.stopping()) co_return ReadResult::closed;
    if (room() <= kHeaderReadBytes) {
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

// A TLS handshake has the time that a request has.
void HttpConnection::note_progress() {
  const bool is_reading = parser_.started() || socket_.is_handshaking();
  if (is_reading == (phase_ == Phase::reading)) return;
  if (is_reading) {
    set_phase(Phase::reading, worker_.options().read_timeout);
  } else {
    set_phase(Phase::idle, worker_.options().keep_alive_timeout);
  }
}

asio::awaitable<bool> HttpConnection::read_more() {
  if (socket_.client_has_ended()) co_return false;
  error_code ec = asio::error::would_block;
  if (parser_.started()) {  // the rest of a request is probably there
    if (turn_is_over()) co_await give_turn();
    receive(room(), ec);
  }
  while (ec == asio::error::would_block) {
    if (timed_out_) co_return false;
    operations_ = 0;
    const auto [wait_error] = co_await socket_.raw().async_wait(tcp::socket::wait_read, as_tuple(use_awaitable));
    if (wait_error) co_return false;
    receive(room(), ec);
  }
  if (ec) co_return false;
  if (socket_.has_answer()) co_return co_await flush();
  co_return true;
}

// How much may be received so that what it holds fits the buffer.
std::size_t HttpConnection::room() const {
  const std::size_t taken = buffer_.size() + socket_.record_bytes();
  return buffer_.max_size() - std::min(taken, buffer_.max_size());
}

// Receives what is there, in one go and into no more memory than it needs; the client's end is an error too.
void HttpConnection::receive(std::size_t most, error_code& ec) {
  const Clock& clock = worker_.clock();
  const auto arrived = socket_.receive(asio::buffer(worker_.receive_space(), most), buffer_, clock, ec);
  if (ec) return;
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
  socket_.end_tls();
  co_await flush();
  error_code ec;
  socket_.raw().shutdown(tcp::socket::shutdown_send, ec);
  buffer_.clear();
  set_phase(Phase::lingering, kLinger);
  while (!ec && !timed_out_) {
    const auto [read_error, size] =
        co_await socket_.raw().async_read_some(buffer_.prepare(kBodyReadBytes), as_tuple(use_awaitable));
    ec = read_error;
  }
}

ReplyFraming HttpConnection::framing() const {
  ReplyFraming framing{.date_header = worker_.date_header()};
  if (!keep_alive_) {
    framing.connection = "close";
  } else if (request().version() == 10) {
    framing.connection = "keep-alive";
  }
  return framing;
}

asio::awaitable<bool> HttpConnection::send(const HttpReply& reply) {
  ReplyFraming around = framing();
  if (reply.status != 204) around.content_length = reply.body.size();
  append_reply_head(out_, reply, around);
  if (request().method() != HttpMethod::head) out_ += reply.body;
  replied_ = true;
  idle_since_ = worker_.clock().real_now();  // before the client can have it and send the next request
  return flush();
}

void HttpConnection::begin_stream(const HttpReply& reply) {
  chunked_ = request().version() >= 11;
  if (!chunked_) keep_alive_ = false;
  ReplyFraming around = framing();
  around.chunked = chunked_;
  append_reply_head(out_, reply, around);
}

void HttpConnection::append_chunk(std::string_view bytes) {
  if (bytes.empty()) return;
  if (chunked_) {
    oaisim::append_chunk(out_, bytes);
  } else {
    out_ += bytes;
  }
}

asio::awaitable<bool> HttpConnection::end_stream() {
  if (chunked_) out_ += "0\r\n\r\n";
  replied_ = true;
  idle_since_ = worker_.clock().real_now();
  return flush();
}

// What was added goes out at once where it fits; with TLS a record at a time, so that a large reply is not held twice.
asio::awaitable<bool> HttpConnection::flush() {
  std::string_view rest = out_;
  while (!gone_ && (!rest.empty() || socket_.has_answer())) {
    if (turn_is_over()) co_await give_turn();
    if (gone_) break;
    const std::string_view bytes = socket_.next_to_send(rest);
    error_code ec;
    const std::size_t sent = socket_.raw().write_some(asio::buffer(bytes), ec);
    if (ec == asio::error::would_block) ec = {};
    if (ec || bytes.empty()) {  // empty: TLS has failed
      mark_gone();
    } else if (sent < bytes.size()) {
      co_await write_rest(bytes.substr(sent));
    }
  }
  out_.clear();
  co_return !gone_;
}

asio::awaitable<void> HttpConnection::write_rest(std::string_view bytes) {
  const Phase phase = phase_;
  const TimePoint deadline = deadline_;
  set_phase(Phase::writing, worker_.options().write_timeout);
  const auto [ec, size] = co_await asio::async_write(socket_.raw(), asio::buffer(bytes), as_tuple(use_awaitable));
  phase_ = phase;
  deadline_ = deadline;
  if (ec) mark_gone();
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
  if (socket_.client_has_ended()) mark_gone();  // its close_notify came with the request
  if (gone_) co_return false;
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
  socket_.raw().async_wait(tcp::socket::wait_read,
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
  const std::size_t most = std::min(kHeaderReadBytes, room());
  if (most == 0) return mark_gone();
  error_code read_error;
  receive(most, read_error);
  if (read_error == asio::error::would_block) read_error = {};
  if (read_error || socket_.client_has_ended()) return mark_gone();
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
    socket_.raw().cancel(ignored);
  } else {
    gone_ = true;
    socket_.raw().close(ignored);
  }
}

void HttpConnection::stop(bool at_once) {
  error_code ignored;
  if (at_once) {
    mark_gone();
    socket_.raw().close(ignored);
  } else if (phase_ == Phase::idle) {
    socket_.raw().cancel(ignored);
  }
}

}  // namespace oaisim
