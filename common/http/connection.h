// One client connection of the server: reads a request, lets the handler answer it, reads the next.
//
//   idle ─► reading ─► handling ─┬─► idle            (keep-alive; pipelined bytes wait in the buffer)
//             │          ▲ │     └─► lingering ─► closed
//             │          │ └ waiting: a timer runs and the socket is watched, so that a client
//             │          │   that goes away ends the wait at once
//             └─► refused: 400, 408, 413, 431, 503, then lingering
//
// TLS is the socket's; its handshake is read as a request is, and a plain request where TLS is spoken is refused in
// plain text.
//
// Every socket operation has a deadline, kept by the worker's sweep; headers, bodies, pipelined bytes and
// unsent bytes are bounded.  A client that closes its sending side, or its TLS, while a reply is pending counts as
// gone.
//
// Thread safety: everything runs on the worker's thread, except wake(), which takes the caller's hold on the connection
// with it.
#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/http/asio/asio.h"
#include "common/http/connection_socket.h"
#include "common/http/message.h"
#include "common/http/request_parser.h"

namespace oaisim {

class HttpConnection;
class HttpWorker;
struct ReplyFraming;

using HttpHandler = std::function<asio::awaitable<void>(HttpConnection&)>;

class HttpConnection : public std::enable_shared_from_this<HttpConnection>, public boost::intrusive::list_base_hook<> {
 public:
  // Bytes of events that are collected before they are sent although more are due.
  static constexpr std::size_t kFlushBytes = 16 * 1024;

  // Waits end at multiples of this (real time), so that many paced streams share a wake-up and a timer of the system.
  using WaitGrain = std::chrono::duration<Duration::rep, std::ratio<1, 10'000>>;

  // Receives, sends and requests in a row that need no waiting, before other connections get their turn.
  static constexpr int kOperationsPerTurn = 4;

  HttpConnection(tcp::socket socket, HttpWorker& worker);
  ~HttpConnection();

  asio::awaitable<void> serve();

  // --- for the handler -------------------------------------------------------------------------
  const HttpRequest& request() const { return parser_.request(); }
  std::size_t worker_index() const;
  const Clock& clock() const;
  bool speaks_tls() const;

  // When the last byte of the request arrived at this machine, in simulated time; not before the reply to the request
  // before was sent.
  TimePoint received_at() const { return received_at_; }

  // Sends a whole reply.  False: the client has gone.
  asio::awaitable<bool> send(const HttpReply& reply);

  // Starts a reply of unknown length (chunked; until close for HTTP/1.0), adds to it, sends what was added.
  // `reply.body` is not used.  REQUIRES: this order; nothing after end_stream.
  void begin_stream(const HttpReply& reply);
  void append_chunk(std::string_view bytes);
  asio::awaitable<bool> flush();
  asio::awaitable<bool> end_stream();
  std::size_t unsent_bytes() const { return out_.size(); }

  // Suspends until `due` (simulated) and up to one WaitGrain longer.  False: the client has gone or the server stops.
  asio::awaitable<bool> sleep_until(TimePoint due);

  // Suspends until wake(), which may have been called before, perhaps for something that is over: look again at
  // what was waited for.  False: the client has gone or the server stops.
  asio::awaitable<bool> wait_for_wake();
  static void wake(std::shared_ptr<HttpConnection> connection);  // any thread

  bool gone() const { return gone_; }

  // --- for the worker --------------------------------------------------------------------------
  void enforce_deadline(TimePoint real_now);
  void stop(bool at_once);

 private:
  enum class Phase { idle, reading, handling, writing, lingering, closed };
  enum class ReadResult { request, closed, refused };

  asio::awaitable<bool> handle();
  asio::awaitable<ReadResult> read_request();
  asio::awaitable<bool> read_more();
  void note_progress();
  void receive(std::size_t most, error_code& ec);
  std::size_t room() const;
  bool turn_is_over() { return ++operations_ >= kOperationsPerTurn; }
  asio::awaitable<void> give_turn();
  asio::awaitable<ReadResult> refuse(int status, std::string_view reason);
  asio::awaitable<void> linger();
  asio::awaitable<void> write_rest(std::string_view bytes);
  bool account_body();
  ReplyFraming framing() const;
  void set_phase(Phase phase, Duration allowed);
  asio::awaitable<bool> wait_on_timer(TimePoint real);
  void watch();
  void on_readable(const error_code& ec);
  void mark_gone();

  ConnectionSocket socket_;
  HttpWorker& worker_;
  RequestParser parser_;
  beast::flat_buffer buffer_;
  std::string out_;
  asio::steady_timer timer_;
  TimePoint deadline_ = TimePoint::max();    // real
  TimePoint idle_since_ = TimePoint::min();  // real; the first request may have come before its connection was accepted
  TimePoint arrived_{};  // real, of the last bytes that were read; those of the request once it is complete
  TimePoint received_at_{};
  std::size_t accounted_body_ = 0;
  int operations_ = 0;  // since the thread was last given to others
  Phase phase_ = Phase::idle;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool replied_ = false;
  bool gone_ = false;
  bool timed_out_ = false;
  bool watching_ = false;
  bool awaiting_wake_ = false;
  bool woken_ = false;
};

}  // namespace oaisim
