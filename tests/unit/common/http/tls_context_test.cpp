#include "common/http/tls_context.h"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>

#include "common/http/tls_certificate.h"
#include "tests/support/files.h"

using namespace oaisim;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;

TlsCertificate made(const std::string& host = "127.0.0.1") {
  auto certificate = TlsCertificate::make_self_signed(host, kNow);
  REQUIRE(certificate);
  return std::move(*certificate);
}

std::string pem_of(EVP_PKEY* key, const char* passphrase = nullptr) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  const EVP_CIPHER* cipher = passphrase == nullptr ? nullptr : EVP_aes_128_cbc();
  REQUIRE(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, passphrase,
                                        passphrase == nullptr ? 0 : static_cast<int>(std::string(passphrase).size()),
                                        nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string refusal(const std::string& certificate_path, const std::string& key_path) {
  const auto context =
      TlsContext::make({.certificate_path = certificate_path, .key_path = key_path}, "127.0.0.1", kNow);
  return context ? "accepted" : context.error().message;
}

bool is_for_host(const TlsCertificate& certificate, const char* name) {
  return X509_check_host(certificate.leaf.get(), name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

bool is_for_address(const TlsCertificate& certificate, const char* address) {
  return X509_check_ip_asc(certificate.leaf.get(), address, 0) == 1;
}

bool is_valid_at(const TlsCertificate& certificate, std::int64_t unix_seconds) {
  std::time_t time = unix_seconds;
  return X509_cmp_time(X509_get0_notBefore(certificate.leaf.get()), &time) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate.leaf.get()), &time) > 0;
}

}  // namespace

TEST_CASE("a certificate that is made names this machine and the host, and nobody else") {
  for (const std::string host : {"127.0.0.1", "localhost", "0.0.0.0", "::", "::1", "bad,DNS:name", ""}) {
    CAPTURE(host);
    const TlsCertificate certificate = made(host);
    CHECK(is_for_host(certificate, "localhost"));
    CHECK(is_for_address(certificate, "127.0.0.1"));
    CHECK(is_for_address(certificate, "::1"));
    CHECK_FALSE(is_for_host(certificate, "name"));
    CHECK_FALSE(is_for_address(certificate, "0.0.0.0"));
  }
  CHECK(is_for_host(made("simulator.example"), "simulator.example"));
  CHECK(is_for_host(made("local"), "local"));
  CHECK(is_for_address(made("10.1.2.3"), "10.1.2.3"));
  CHECK(is_for_address(made("fe80::1%1"), "fe80::1"));
}

TEST_CASE("a certificate that is made is valid for 30 days, signed by its own key, and no authority's") {
  const TlsCertificate certificate = made();
  CHECK(X509_verify(certificate.leaf.get(), certificate.key.get()) == 1);
  CHECK(EVP_PKEY_get_bits(certificate.key.get()) == 256);
  CHECK(X509_check_ca(certificate.leaf.get()) == 0);
  CHECK(X509_check_purpose(certificate.leaf.get(), X509_PURPOSE_SSL_SERVER, 0) == 1);
  CHECK(is_valid_at(certificate, kNow));
  CHECK(is_valid_at(certificate, kNow + 30 * 86400 - 60));
  CHECK_FALSE(is_valid_at(certificate, kNow + 30 * 86400 + 60));
  CHECK(made().fingerprint() != certificate.fingerprint());
}

TEST_CASE("a fingerprint is the SHA-256 of the certificate in hexadecimal with colons") {
  const TlsCertificate certificate = made();
  const std::string fingerprint = certificate.fingerprint();
  CHECK(fingerprint.size() == 32 * 3 - 1);
  CHECK(fingerprint.find_first_not_of("0123456789ABCDEF:") == std::string::npos);
  const std::string pem = certificate.pem();
  const BioHandle bio(BIO_new_mem_buf(pem.c_str(), -1));
  const TlsCertificate read{
      .leaf = CertificateHandle(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)), .chain = {}, .key = nullptr};
  REQUIRE(read.leaf != nullptr);
  CHECK(read.fingerprint() == fingerprint);
}

TEST_CASE("a certificate with its chain and its key are read from files, which may be one") {
  const TemporaryFolder folder;
  const TlsCertificate leaf = made();
  const std::string chain = leaf.pem() + made("issuer").pem();
  const std::string key = pem_of(leaf.key.get());
  const auto certificate = TlsCertificate::read(folder.write("cert.pem", chain), folder.write("key.pem", key));
  REQUIRE(certificate);
  CHECK(certificate->fingerprint() == leaf.fingerprint());
  CHECK(certificate->chain.size() == 1);
  const std::string both = folder.write("both.pem", key + chain);
  const auto context = TlsContext::make({.certificate_path = both, .key_path = both}, "127.0.0.1", kNow);
  REQUIRE(context);
  CHECK((*context)->fingerprint() == leaf.fingerprint());
  CHECK((*context)->certificate_pem() == leaf.pem());
}

TEST_CASE("files that cannot be used are refused with the option, the file and what to do") {
  const TemporaryFolder folder;
  const TlsCertificate certificate = made();
  const std::string key_text = pem_of(certificate.key.get());
  const std::string cert = folder.write("cert.pem", certificate.pem());
  const std::string key = folder.write("key.pem", key_text);
  const std::string nothing = folder / "none.pem";
  const std::string garbage =
      folder.write("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  REQUIRE(refusal(cert, key) == "accepted");

  CHECK(refusal(nothing, key) == "--tls-cert '" + nothing + "': cannot be read: No such file or directory");
  CHECK(refusal(cert, nothing) == "--tls-key '" + nothing + "': cannot be read: No such file or directory");
  CHECK(contains(refusal(folder.path(), key), "cannot be read: Is a directory"));
  CHECK(contains(refusal(key, key), "has no certificate in PEM form"));
  CHECK(contains(refusal(folder.write("empty.pem", ""), key), "has no certificate in PEM form"));
  CHECK(contains(refusal(garbage, key), "has a malformed certificate"));
  CHECK(contains(refusal(folder.write("more.pem", certificate.pem() + "-----BEGIN CERTIFICATE-----\nAAAA\n"), key),
                 "has a malformed certificate"));
  CHECK(contains(refusal(cert, cert), "has no private key in PEM form"));
  CHECK(contains(refusal(folder.write("large.pem", std::string(2'000'000, 'x')), key), "larger than 1 MiB"));
  CHECK(contains(refusal("/dev/zero", key), "larger than 1 MiB"));
  CHECK(refusal(cert, folder.write("other.pem", pem_of(made().key.get()))) ==
        "--tls-key '" + folder / "other.pem" + "': is not the key of the first certificate in --tls-cert '" + cert +
            "'");
}

TEST_CASE("an encrypted key is refused with how to decrypt it, and a message never holds any of a key") {
  const TemporaryFolder folder;
  const TlsCertificate certificate = made();
  const std::string cert = folder.write("cert.pem", certificate.pem());
  const std::string encrypted = folder.write("key.pem", pem_of(certificate.key.get(), "open sesame"));
  CHECK(contains(refusal(cert, encrypted), "the key is encrypted; give one without a passphrase"));
  const std::string key_text = pem_of(certificate.key.get());
  const std::string broken = folder.write("broken.pem", key_text.substr(0, key_text.size() / 2));
  const std::string message = refusal(cert, broken);
  CHECK(contains(message, "has no private key in PEM form"));
  CHECK_FALSE(contains(message, key_text.substr(30, 10)));
}

TEST_CASE("a key that is too short for today is refused with the reason") {
  const TemporaryFolder folder;
  TlsCertificate certificate = made();
  certificate.key.reset(EVP_RSA_gen(1024));
  REQUIRE(certificate.key != nullptr);
  REQUIRE(X509_set_pubkey(certificate.leaf.get(), certificate.key.get()) == 1);
  REQUIRE(X509_sign(certificate.leaf.get(), certificate.key.get(), EVP_sha256()) > 0);
  const std::string cert = folder.write("cert.pem", certificate.pem());
  const std::string message = refusal(cert, folder.write("key.pem", pem_of(certificate.key.get())));
  CHECK(message == "--tls-cert '" + cert + "': OpenSSL refuses it: ee key too small");
}
