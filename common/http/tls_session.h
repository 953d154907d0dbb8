// TLS of one connection, a server's or a client's, without a socket: encrypted bytes go in and out, plain bytes out
// and in.
//
//   socket ──► feed() ──► plain bytes of the peer        handshake and alerts happen on the way
//   socket ◄── next_to_send() ◄── plain bytes for it
//
//   handshaking ─► open ─► ended: the peer sent close_notify
//        └───────────┴──► failed: an alert may wait to be sent
//
// Bounded: feed() uses everything that it is given, so that only a part of a record stays (16 KiB; of a handshake's
// message 128 KiB); a record of output is made at a time; a peer that keeps sending handshake messages
// (renegotiation, key updates) fails.
//
// Ownership: keeps hold of its context.  Thread safety: none; it belongs to one connection.  Source: RFC 8446 (1.3),
// RFC 5246 (1.2).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/http/asio/asio.h"
#include "common/http/tls_client_context.h"
#include "common/http/tls_context.h"

struct ssl_st;  // OpenSSL's SSL

namespace oaisim {

class TlsSession {
 public:
  // The most plain bytes that a record holds.
  static constexpr std::size_t kRecordBytes = 16 * 1024;

  // Handshake messages that a peer may send in its connection's life: about ten, and then key updates, of which a
  // terabyte needs one.
  static constexpr int kMostHandshakeMessages = 100;

  // A server's.
  explicit TlsSession(const TlsContext& context);

  // A client's, which begins: its greeting is for next_to_send().  `host`: whose certificate is expected.
  TlsSession(const TlsClientContext& context, const std::string& host);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Takes bytes of the peer and adds what they hold to `plain`: at most as many bytes, and kRecordBytes more that
  // came before.  What it answers by itself is for next_to_send().
  void feed(std::string_view encrypted, beast::flat_buffer& plain);

  // What is to be sent now: answers of the handshake, and the first part of `plain`, which loses it.  Empty although
  // there is something: failed.  The view lives until the next call.
  std::string_view next_to_send(std::string_view& plain);
  bool has_answer() const { return !output_.empty(); }

  // Says close_notify; for next_to_send().  Nothing when that was said, and after a failure, which was said instead.
  void close();

  bool is_untouched() const { return state_ == State::untouched; }  // nothing was fed
  bool is_handshaking() const { return state_ == State::handshaking; }
  bool is_open() const { return state_ == State::open; }
  bool is_over() const { return state_ == State::ended || state_ == State::failed; }  // the peer says no more
  bool has_failed() const { return state_ == State::failed; }

  // What is wrong with the certificate of a server, in words; empty: nothing.
  std::string certificate_problem() const;
  // Why the session failed, in OpenSSL's words.
  std::string failure() const;

 private:
  enum class State { untouched, handshaking, open, ended, failed };
  struct Free {
    void operator()(ssl_st* session) const;
  };

  // OpenSSL's side of a transport: it reads what feed() was given, and what it writes becomes output.
  struct Transport;

  void set_transport();
  void settle(int result);

  std::unique_ptr<ssl_st, Free> ssl_;
  std::string_view input_;  // within feed()
  std::string output_;
  std::string sending_;
  int handshake_messages_ = 0;
  unsigned long reason_ = 0;  // OpenSSL's, of a failure
  State state_ = State::untouched;
};

}  // namespace oaisim
