// TlsCertificate::make_self_signed: what a client that is told to trust the certificate accepts.
//
// It is an end entity's and not an authority's: who trusts it trusts this one server.
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>

#include "common/http/asio/asio.h"
#include "common/http/tls_certificate.h"

namespace oaisim {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

bool is_host_name(const std::string& host) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  return !host.empty() && std::all_of(host.begin(), host.end(), is_plain);
}

// The subjectAltName as OpenSSL's configuration writes it.  An address that means every address is nobody's name.
std::string names_with(const std::string& host) {
  const std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1,";
  std::string name;
  error_code ec;
  const auto address = asio::ip::make_address(host.substr(0, host.find('%')), ec);
  if (!ec && !address.is_unspecified()) name = "IP:" + address.to_string();
  if (ec && is_host_name(host)) name = "DNS:" + host;
  const bool is_new = !name.empty() && names.find(name + ',') == std::string::npos;
  return is_new ? names + name : names.substr(0, names.size() - 1);
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_identity(X509* certificate, EVP_PKEY* key, std::int64_t unix_seconds) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) != 1) return false;
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto add_name = [name](const char* kind, const char* text) {
    return X509_NAME_add_entry_by_txt(name, kind, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text), -1, -1,
                                      0) == 1;
  };
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (serial >> 1) | 1) == 1 &&
         ASN1_TIME_set(X509_getm_notBefore(certificate), unix_seconds - kDaySeconds) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), unix_seconds + TlsCertificate::kSelfSignedDays * kDaySeconds) !=
             nullptr &&
         X509_set_pubkey(certificate, key) == 1 && add_name("O", "oaisim") && add_name("CN", "localhost") &&
         X509_set_issuer_name(certificate, name) == 1;
}

}  // namespace

Result<TlsCertificate> TlsCertificate::make_self_signed(const std::string& host, std::int64_t unix_seconds) {
  ERR_clear_error();
  TlsCertificate made{.leaf = CertificateHandle(X509_new()), .chain = {}, .key = KeyHandle(EVP_EC_gen("P-256"))};
  X509* certificate = made.leaf.get();
  const bool is_made = certificate != nullptr && made.key != nullptr &&
                       set_identity(certificate, made.key.get(), unix_seconds) &&
                       add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
                       add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
                       add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
                       add_extension(certificate, NID_subject_key_identifier, "hash") &&
                       add_extension(certificate, NID_subject_alt_name, names_with(host)) &&
                       X509_sign(certificate, made.key.get(), EVP_sha256()) > 0;
  if (!is_made) return Error{ErrorCode::io, "--tls-self-signed: cannot make a certificate: " + take_openssl_reason()};
  return made;
}

}  // namespace oaisim
