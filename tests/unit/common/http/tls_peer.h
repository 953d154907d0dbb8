// A TLS client in memory, over OpenSSL's own buffers, for tests of TlsSession.
//
//   TlsPeer ──encrypted──► TlsSession::feed      TlsSession::next_to_send ──encrypted──► TlsPeer
//
// Ownership: the client.  Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "common/http/openssl_handles.h"

namespace oaisim::testing {

class TlsPeer {
 public:
  explicit TlsPeer(int version = TLS1_3_VERSION, const std::string& protocols = {})
      : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    SSL_CTX_set_security_level(context_.get(), 0);  // so that versions that are too old can be offered
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    if (!protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    }
  }

  SSL* ssl() { return ssl_.get(); }

  // Goes on with the handshake as far as it can; whether it is complete.
  bool shake_hands() {
    ERR_clear_error();
    return SSL_do_handshake(ssl_.get()) == 1;
  }

  void write(std::string_view plain) {
    REQUIRE(SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())) == static_cast<int>(plain.size()));
  }

  // What was received and can be read.
  std::string read() {
    ERR_clear_error();
    std::string text;
    char bytes[4096];
    int size = 0;
    while ((size = SSL_read(ssl_.get(), bytes, sizeof(bytes))) > 0) text.append(bytes, static_cast<std::size_t>(size));
    error_ = SSL_get_error(ssl_.get(), size);
    return text;
  }
  bool was_told_the_end() const { return error_ == SSL_ERROR_ZERO_RETURN; }

  void receive(std::string_view encrypted) {
    if (!encrypted.empty()) BIO_write(SSL_get_rbio(ssl_.get()), encrypted.data(), static_cast<int>(encrypted.size()));
  }

  // What is to be sent.
  std::string take_output() {
    BIO* bio = SSL_get_wbio(ssl_.get());
    std::string bytes(BIO_ctrl_pending(bio), '\0');
    if (!bytes.empty()) BIO_read(bio, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }

 private:
  std::unique_ptr<SSL_CTX, OpensslFree<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, OpensslFree<SSL_free>> ssl_;
  int error_ = SSL_ERROR_NONE;
};

}  // namespace oaisim::testing
