#include "common/http/tls_session.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "common/http/openssl_handles.h"

namespace oaisim {

struct TlsSession::Transport {
  static TlsSession& session_of(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* to, int size) {
    std::string_view& input = session_of(bio).input_;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t taken = std::min(input.size(), static_cast<std::size_t>(size));
    std::memcpy(to, input.data(), taken);
    input.remove_prefix(taken);
    return static_cast<int>(taken);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    session_of(bio).output_.append(bytes, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  // Made once and kept: sessions of all threads use it.
  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      BIO_METHOD* kind = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "a session's bytes");
      if (kind == nullptr) throw std::bad_alloc();
      BIO_meth_set_read(kind, read);
      BIO_meth_set_write(kind, write);
      BIO_meth_set_ctrl(kind, control);
      return kind;
    }();
    return made;
  }

  static BIO* make(TlsSession& session) {
    BIO* bio = BIO_new(method());
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &session);
    BIO_set_init(bio, 1);
    return bio;
  }

  // Counts the peer's handshake messages; too many, and what is left of its bytes is not looked at.
  static void note_message(int is_ours, int, int content, const void*, std::size_t, SSL*, void* session) {
    if (is_ours != 0 || content != SSL3_RT_HANDSHAKE) return;
    auto& self = *static_cast<TlsSession*>(session);
    if (++self.handshake_messages_ > kMostHandshakeMessages) self.input_ = {};
  }
};

void TlsSession::Free::operator()(ssl_st* session) const { SSL_free(session); }

TlsSession::TlsSession(const TlsContext& context) : ssl_(SSL_new(context.native())) {
  if (ssl_ == nullptr) {
    ERR_clear_error();
    throw std::bad_alloc();
  }
  set_transport();
  SSL_set_accept_state(ssl_.get());
}

TlsSession::TlsSession(const TlsClientContext& context, const std::string& host) : ssl_(context.new_session(host)) {
  if (ssl_ == nullptr) throw std::bad_alloc();
  set_transport();
  state_ = State::handshaking;
  ERR_clear_error();
  settle(SSL_do_handshake(ssl_.get()));
}

void TlsSession::set_transport() {
  BIO* transport = Transport::make(*this);
  SSL_set_bio(ssl_.get(), transport, transport);
  SSL_set_msg_callback(ssl_.get(), Transport::note_message);
  SSL_set_msg_callback_arg(ssl_.get(), this);
}

void TlsSession::feed(std::string_view encrypted, beast::flat_buffer& plain) {
  if (is_over()) return;
  if (state_ == State::untouched) state_ = State::handshaking;
  ERR_clear_error();
  input_ = encrypted;
  int result = 1;
  while (result > 0) {
    char first;
    result = SSL_peek(ssl_.get(), &first, 1);  // also drives the handshake
    if (result <= 0) break;
    const int size = SSL_pending(ssl_.get());
    result = SSL_read(ssl_.get(), plain.prepare(static_cast<std::size_t>(size)).data(), size);
    if (result > 0) plain.commit(static_cast<std::size_t>(result));
  }
  input_ = {};
  settle(result);
}

void TlsSession::settle(int result) {
  const int error = SSL_get_error(ssl_.get(), result);
  reason_ = ERR_peek_last_error();
  ERR_clear_error();
  if (state_ == State::handshaking && SSL_is_init_finished(ssl_.get()) == 1) state_ = State::open;
  if (error == SSL_ERROR_ZERO_RETURN) state_ = State::ended;
  if (handshake_messages_ > kMostHandshakeMessages ||
      (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_ZERO_RETURN)) {
    state_ = State::failed;
  }
}

std::string_view TlsSession::next_to_send(std::string_view& plain) {
  if (!plain.empty()) {
    const std::string_view part = plain.substr(0, kRecordBytes);
    plain.remove_prefix(part.size());
    ERR_clear_error();
    if (state_ == State::failed || SSL_write(ssl_.get(), part.data(), static_cast<int>(part.size())) <= 0) {
      ERR_clear_error();
      state_ = State::failed;
    }
  }
  sending_ = std::exchange(output_, {});
  return sending_;
}

std::string TlsSession::certificate_problem() const {
  if (SSL_get_verify_mode(ssl_.get()) == SSL_VERIFY_NONE) return {};
  const long result = SSL_get_verify_result(ssl_.get());
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

std::string TlsSession::failure() const {
  const char* reason = ERR_reason_error_string(reason_);
  return reason == nullptr ? "no reason is known" : reason;
}

void TlsSession::close() {
  if (state_ != State::open && state_ != State::ended) return;
  if ((SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0) return;
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

}  // namespace oaisim
