#include "common/http/tls_context.h"

#include "common/http/tls_certificate.h"

namespace oaisim {
namespace {

// RFC 7301, 3.2: a client that offers protocols, but not ours, is refused.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* out = nullptr;
  const int result = SSL_select_next_proto(&out, size, kOurs, sizeof(kOurs), offered, offered_size);
  *chosen = out;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool set_rules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits holds no records
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1;
}

bool use(SSL_CTX* context, TlsCertificate& certificate) {
  if (SSL_CTX_use_certificate(context, certificate.leaf.get()) != 1) return false;
  for (const auto& issuer : certificate.chain) {
    if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, certificate.key.get()) == 1;
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsSettings& settings, const std::string& host,
                                                           std::int64_t unix_seconds) {
  auto certificate = settings.self_signed ? TlsCertificate::make_self_signed(host, unix_seconds)
                                          : TlsCertificate::read(settings.certificate_path, settings.key_path);
  if (!certificate) return certificate.error();
  const std::shared_ptr<TlsContext> made(new TlsContext);
  made->context_.reset(SSL_CTX_new(TLS_server_method()));
  if (made->context_ == nullptr || !set_rules(made->context_.get())) {
    return Error{ErrorCode::io, "TLS is not available: " + take_openssl_reason()};
  }
  if (!use(made->context_.get(), *certificate)) {
    return invalid("--tls-cert '" + settings.certificate_path + "': OpenSSL refuses it: " + take_openssl_reason());
  }
  made->certificate_pem_ = certificate->pem();
  made->fingerprint_ = certificate->fingerprint();
  return std::shared_ptr<const TlsContext>(made);
}

}  // namespace oaisim
