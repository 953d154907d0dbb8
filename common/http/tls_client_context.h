// What a client that speaks TLS needs for all its connections: whom it trusts, and the rules.
//
//   the system's authorities, or a file ──► TlsClientContext ──► a TlsSession per connection
//
// TLS 1.2 and 1.3 with OpenSSL's own choice of ciphers; no renegotiation, no compression.  The certificate has to be
// issued by an authority that is trusted, and for the host that was asked for.  ALPN offers http/1.1 alone.
//
// Ownership: a session keeps what it needs.  Thread safety: immutable once made.  Source: RFC 8446, RFC 5246,
// RFC 6125 (names), RFC 7301 (ALPN).
#pragma once

#include <memory>
#include <string>

#include "common/base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct ssl_st;      // OpenSSL's SSL

namespace oaisim {

struct TlsClientSettings {
  std::string ca_path = {};  // PEM: authorities, or certificates themselves; empty: those that the system trusts
  bool insecure = false;     // any certificate will do
};

class TlsClientContext {
 public:
  // Error: the file cannot be read or holds no certificate; it names --ca-file.
  static Result<std::shared_ptr<const TlsClientContext>> make(const TlsClientSettings& settings);

  // A session of OpenSSL's that expects the certificate of `host`, a name or an address.  Null: no memory.
  ssl_st* new_session(const std::string& host) const;

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };

  TlsClientContext() = default;

  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace oaisim
