// A certificate with its chain and its private key: read from files in PEM form, or made for one run.
//
// A message never holds anything of a key, and a key that is made here is never written anywhere.
//
// Ownership: all three.  Thread safety: none; used while starting.  Source: RFC 5280 (certificates), RFC 6125 (names).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/http/openssl_handles.h"

namespace oaisim {

struct TlsCertificate {
  CertificateHandle leaf;
  std::vector<CertificateHandle> chain;  // what the leaf was issued by, nearest first
  KeyHandle key;

  // Errors name --tls-cert or --tls-key and what to do.
  static Result<TlsCertificate> read(const std::string& certificate_path, const std::string& key_path);

  // Signed by its own key (ECDSA, P-256), for localhost, 127.0.0.1, ::1 and `host`, from a day before `unix_seconds` to
  // kSelfSignedDays after it.
  static Result<TlsCertificate> make_self_signed(const std::string& host, std::int64_t unix_seconds);

  static constexpr std::int64_t kSelfSignedDays = 30;

  std::string pem() const;          // of the leaf
  std::string fingerprint() const;  // SHA-256 of the leaf, as "AB:CD:..."
};

}  // namespace oaisim
