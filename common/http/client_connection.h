// One connection to an HTTP/1.1 server, for a client that must know when each byte was sent and came.
//
//   ClientConnection connection(io, clock, deadlines, limits);
//   ConnectTimes opened;
//   co_await connection.connect(address, deadline, opened);
//   WireTimes times;
//   WireError error = co_await connection.exchange(request, sink, times, {first_byte_by, whole_by});
//
// Requests are whole messages in bytes, made by the caller.  The connection is kept when the reply allows it.
// Times of receipt are read right when recv returns, before anything is decrypted or parsed.
//
// A deadline is noticed by ConnectionDeadlines, which looks at all connections of its io_context every
// kPeriod: no timer per operation, so waiting for 8,000 replies costs nothing.  A deadline closes the socket,
// and whatever waits on it ends with `timed_out`.
//
// Ownership: a connection registers itself with ConnectionDeadlines, which outlives it.
// Thread safety: none; a connection and its deadlines belong to the one thread that runs the io_context.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/http/client_address.h"
#include "common/http/client_response.h"
#include "common/http/receive_lag.h"
#include "common/http/tls_session.h"

namespace oaisim {

enum class WireError {
  none,
  refused,    // connect failed
  insecure,   // the handshake of TLS failed, or the certificate is not one that can be trusted
  timed_out,  // a deadline passed
  truncated,  // the connection ended before the reply did
  malformed,  // the reply is not HTTP or above a limit
  rejected,   // by the ResponseSink
  cancelled,  // close() was called meanwhile
};

struct ConnectTimes {
  TimePoint connected{};  // TCP's handshake was done
  TimePoint secured{};    // and that of TLS; the epoch: plain
};

struct WireTimes {
  TimePoint sent{};        // just before the first byte of the request was given to the system
  TimePoint first_byte{};  // of the reply
  TimePoint last_byte{};   // the recv that completed the reply
};

struct ExchangeDeadlines {
  TimePoint first_byte;  // of the reply
  TimePoint whole;
};

class ClientConnection;

class ConnectionDeadlines {
 public:
  static constexpr std::chrono::milliseconds kPeriod{10};  // real time

  ConnectionDeadlines(asio::io_context& io, const Clock& clock) : timer_(io), clock_(clock) {}

  // Watches until stop(); spawn it once.
  asio::awaitable<void> run();
  void stop();

  // Closes every connection; what waits on one ends with `cancelled`.
  void close_all();

 private:
  friend class ClientConnection;

  // Apart from the connections themselves, so that a look at 10,000 of them takes microseconds.
  struct Entry {
    TimePoint deadline;
    ClientConnection* connection;
  };

  std::size_t add(ClientConnection& connection);
  void remove(std::size_t place);

  asio::steady_timer timer_;
  const Clock& clock_;
  std::vector<Entry> entries_;
  bool stopped_ = false;
};

class ClientConnection {
 public:
  ClientConnection(asio::io_context& io, const Clock& clock, ConnectionDeadlines& deadlines, ResponseLimits limits);
  ~ClientConnection();
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  // Connections that are opened from now on come from this address of the machine, from any free port of it.
  void set_local_address(const asio::ip::address& address) { local_address_ = address; }

  // Connections that are opened from now on tell `lag`, which outlives them, how long their bytes waited.
  void watch_receives(ReceiveLag& lag) { receive_lag_ = &lag; }

  // Opens the connection, after closing the one there may be.  REQUIRES: `address` lives until the end.
  asio::awaitable<WireError> connect(const ServerAddress& address, TimePoint deadline, ConnectTimes& times);

  // Sends `request` and gives the reply to `sink`.  After an error the connection is closed.
  // REQUIRES: is_open(); `request` and `sink` live until the end.
  asio::awaitable<WireError> exchange(std::string_view request, ResponseSink& sink, WireTimes& times,
                                      ExchangeDeadlines deadlines);

  bool is_open() const { return socket_.is_open(); }

  // Whether the server has closed a connection that rests between requests.  One system call.
  bool closed_by_peer();

  void close();

  // Of the last error, in words: what the system, TLS or the reply had to say.  Empty: nothing more is known.
  std::string problem() const;

  // Of `insecure`: what is wrong with the certificate; empty when it is something else.
  const std::string& certificate_problem() const { return certificate_problem_; }

 private:
  friend class ConnectionDeadlines;

  static constexpr std::size_t kFirstBuffer = 4096;

  // What the parser is given: received bytes, or what TLS made of them.
  std::string_view unread() const;
  void use(std::size_t bytes);

  void set_deadline(TimePoint deadline) { deadlines_.entries_[place_].deadline = deadline; }
  void expire();
  bool bind_locally();
  asio::awaitable<bool> shake_hands(const ServerAddress& address);
  asio::awaitable<void> send_answers();
  asio::awaitable<bool> send(std::string_view request, WireTimes& times);
  asio::awaitable<bool> send_encrypted(std::string_view request, WireTimes& times);
  asio::awaitable<WireError> receive(WireTimes& times, TimePoint whole);
  asio::awaitable<std::size_t> receive_timing_it(asio::mutable_buffer space, error_code& ec);
  bool take(std::size_t received);
  WireError parse(WireTimes& times, TimePoint now, bool& over);
  WireError at_end(WireTimes& times, TimePoint now);
  void note_tls_failure();
  void make_room();
  WireError fail(WireError otherwise);

  tcp::socket socket_;
  std::unique_ptr<TlsSession> tls_;  // null: plain
  beast::flat_buffer plain_;         // with TLS: what was decrypted and not used yet
  const Clock& clock_;
  ConnectionDeadlines& deadlines_;
  std::size_t place_;  // among the deadlines
  std::optional<asio::ip::address> local_address_;
  ReceiveLag* receive_lag_ = nullptr;
  ResponseParser parser_;
  std::size_t largest_buffer_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // [begin_, end_) of buffer_ was received and not used yet
  std::size_t end_ = 0;
  bool expired_ = false;
  bool closed_ = false;  // by close()
  error_code cause_;     // of the last error
  std::string tls_failure_;
  std::string certificate_problem_;
};

}  // namespace oaisim
