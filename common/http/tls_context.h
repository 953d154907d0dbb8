// What a server that speaks TLS needs for all its connections: the certificate, its key and the rules.
//
//   --tls-cert, --tls-key ──► read ──┐
//   --tls-self-signed ─────► made ──┴─► TlsContext ──► a TlsSession per connection
//
// TLS 1.2 and 1.3 with OpenSSL's own choice of ciphers; no renegotiation, no compression; sessions are resumed from
// tickets, so that nothing is kept per client.  ALPN chooses http/1.1 and refuses who offers only others.
//
// Ownership: a session keeps what it needs.  Thread safety: immutable once made.  Source: RFC 8446, RFC 5246, RFC 7301.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace oaisim {

// Where the certificate comes from.  REQUIRES: both paths or none; not with self_signed.
struct TlsSettings {
  std::string certificate_path = {};  // PEM: the certificate, then what it was issued by
  std::string key_path = {};          // PEM, not encrypted
  bool self_signed = false;

  bool enabled() const { return self_signed || !certificate_path.empty(); }
};

class TlsContext {
 public:
  // REQUIRES: settings.enabled().  `host` and the time are for a certificate that is made.
  static Result<std::shared_ptr<const TlsContext>> make(const TlsSettings& settings, const std::string& host,
                                                        std::int64_t unix_seconds);

  const std::string& certificate_pem() const { return certificate_pem_; }
  const std::string& fingerprint() const { return fingerprint_; }  // SHA-256 as "AB:CD:..."
  ssl_ctx_st* native() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };

  TlsContext() = default;

  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::string certificate_pem_;
  std::string fingerprint_;
};

}  // namespace oaisim
