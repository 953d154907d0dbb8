#include "common/http/tls_client_context.h"

#include <openssl/x509v3.h>

#include "common/http/asio/asio.h"
#include "common/http/openssl_handles.h"

namespace oaisim {
namespace {

constexpr unsigned char kProtocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

bool set_rules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits holds no records
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_alpn_protos(context, kProtocols, sizeof(kProtocols)) == 0;
}

Status set_trust(SSL_CTX* context, const TlsClientSettings& settings) {
  if (settings.insecure) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    return success();
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (settings.ca_path.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return success();
    return Error{ErrorCode::io, "the system's certificate authorities cannot be read: " + take_openssl_reason()};
  }
  // Who names a server's own certificate trusts it, whoever issued it.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  if (SSL_CTX_load_verify_file(context, settings.ca_path.c_str()) == 1) return success();
  return invalid("--ca-file: cannot read certificates in PEM form from '" + settings.ca_path +
                 "': " + take_openssl_reason());
}

// Only names go into the greeting (RFC 6066, 3); an address is looked for among the certificate's addresses.
bool expect_host(SSL* session, const std::string& host) {
  error_code ec;
  const auto address = asio::ip::make_address(host.substr(0, host.find('%')), ec);
  if (!ec) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), address.to_string().c_str()) == 1;
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(session, host.c_str()) == 1 &&
         SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str())) ==
             1;
}

}  // namespace

void TlsClientContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<std::shared_ptr<const TlsClientContext>> TlsClientContext::make(const TlsClientSettings& settings) {
  ERR_clear_error();
  const std::shared_ptr<TlsClientContext> made(new TlsClientContext);
  made->context_.reset(SSL_CTX_new(TLS_client_method()));
  if (made->context_ == nullptr || !set_rules(made->context_.get())) {
    return Error{ErrorCode::io, "TLS is not available: " + take_openssl_reason()};
  }
  if (auto trust = set_trust(made->context_.get(), settings); !trust) return trust.error();
  ERR_clear_error();
  return std::shared_ptr<const TlsClientContext>(made);
}

ssl_st* TlsClientContext::new_session(const std::string& host) const {
  SSL* session = SSL_new(context_.get());
  if (session == nullptr || !expect_host(session, host)) {
    ERR_clear_error();
    SSL_free(session);
    return nullptr;
  }
  SSL_set_connect_state(session);
  return session;
}

}  // namespace oaisim
