// A connection's socket, plain or behind TLS: the connection receives plain bytes and gives plain bytes to be sent.
//
// A client that speaks plain HTTP to a port that speaks TLS is understood, so that it can be told.
//
// Ownership: the socket and its TLS.  Thread safety: none; it belongs to one connection.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "common/base/clock.h"
#include "common/http/asio/asio.h"
#include "common/http/tls_session.h"

namespace oaisim {

class ConnectionSocket {
 public:
  // Without a `context` the socket is plain.
  ConnectionSocket(tcp::socket socket, const TlsContext* context);

  // For waits, cancelling and sending what next_to_send() gave.
  tcp::socket& raw() { return socket_; }

  // Receives into `space` what is there, without waiting, and adds its plain bytes to `into`: at most record_bytes()
  // more than `space` holds.  Returns when it arrived, where the kernel tells; the client's end is an error too.
  std::optional<TimePoint> receive(asio::mutable_buffer space, beast::flat_buffer& into, const Clock& clock,
                                   error_code& ec);

  // What a record of TLS, whose beginning came before, may hold more than is received; 0: plain.
  std::size_t record_bytes() const { return tls_ == nullptr ? 0 : TlsSession::kRecordBytes; }

  // A part of `plain`, which loses it, as it is to be sent.  Empty: TLS has failed.  The view lives until the next
  // call.
  std::string_view next_to_send(std::string_view& plain) {
    return tls_ == nullptr ? std::exchange(plain, {}) : tls_->next_to_send(plain);
  }
  // TLS itself has something to send, whatever `plain` is.
  bool has_answer() const { return tls_ != nullptr && tls_->has_answer(); }

  bool is_handshaking() const { return tls_ != nullptr && tls_->is_handshaking(); }
  bool client_has_ended() const { return tls_ != nullptr && tls_->is_over(); }
  bool has_failed() const { return tls_ != nullptr && tls_->has_failed(); }
  bool needs_tls() const { return needs_tls_; }  // the client does not speak it

  // Makes close_notify the next to be sent.
  void end_tls();

  // Closes, after what is still to be said if it can be sent now: nothing waits for a client that is let go.
  void close();

 private:
  tcp::socket socket_;
  std::unique_ptr<TlsSession> tls_;  // null: plain
  bool needs_tls_ = false;
};

}  // namespace oaisim
