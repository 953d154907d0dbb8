#include "common/http/tls_certificate.h"

#include <openssl/pem.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace oaisim {
namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

// "--tls-cert 'server.pem'", for messages.
std::string named(const char* option, const std::string& path) { return std::string(option) + " '" + path + "'"; }

Result<std::string> read_file(const char* option, const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) {
    const std::string why = std::generic_category().message(errno != 0 ? errno : EIO);
    return Error{ErrorCode::io, named(option, path) + ": cannot be read: " + why};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLargestFile) return invalid(named(option, path) + ": is no PEM file: larger than 1 MiB");
  return text;
}

BioHandle reader_of(const std::string& text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Status read_certificates(const std::string& path, TlsCertificate& into) {
  const auto text = read_file("--tls-cert", path);
  if (!text) return text.error();
  const BioHandle bio = reader_of(*text);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (into.leaf == nullptr) {
      into.leaf.reset(next);
    } else {
      into.chain.emplace_back(next);
    }
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = take_openssl_reason();
  if (!at_end) return invalid(named("--tls-cert", path) + ": has a malformed certificate: " + reason);
  if (into.leaf == nullptr) {
    return invalid(named("--tls-cert", path) +
                   ": has no certificate in PEM form (a block '-----BEGIN CERTIFICATE-----')");
  }
  return success();
}

// There is nobody to ask for a passphrase.
int refuse_passphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

Status read_key(const std::string& path, TlsCertificate& into) {
  auto text = read_file("--tls-key", path);
  if (!text) return text.error();
  bool is_encrypted = false;
  into.key.reset(PEM_read_bio_PrivateKey(reader_of(*text).get(), nullptr, refuse_passphrase, &is_encrypted));
  OPENSSL_cleanse(text->data(), text->size());
  const std::string reason = take_openssl_reason();
  if (is_encrypted) {
    return invalid(named("--tls-key", path) +
                   ": the key is encrypted; give one without a passphrase, as `openssl pkey -in KEY -out FILE` writes");
  }
  if (into.key == nullptr) {
    return invalid(named("--tls-key", path) +
                   ": has no private key in PEM form (a block '-----BEGIN PRIVATE KEY-----'): " + reason);
  }
  return success();
}

}  // namespace

Result<TlsCertificate> TlsCertificate::read(const std::string& certificate_path, const std::string& key_path) {
  ERR_clear_error();
  TlsCertificate certificate;
  if (auto status = read_certificates(certificate_path, certificate); !status) return status.error();
  if (auto status = read_key(key_path, certificate); !status) return status.error();
  if (X509_check_private_key(certificate.leaf.get(), certificate.key.get()) != 1) {
    ERR_clear_error();
    return invalid(named("--tls-key", key_path) + ": is not the key of the first certificate in " +
                   named("--tls-cert", certificate_path));
  }
  return certificate;
}

std::string TlsCertificate::pem() const {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), leaf.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string TlsCertificate::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  X509_digest(leaf.get(), EVP_sha256(), digest.data(), &size);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace oaisim
