// A TLS connection that sends whatever plain bytes a test likes and sees records and the end as they come.
//
// Any certificate is accepted.  Every wait is bounded; the destructor closes.  Ownership: the socket.  Thread safety:
// none.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace oaisim::testing {

class TlsConnection {
 public:
  explicit TlsConnection(int port);
  ~TlsConnection();
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  // False: the other side closed, or did not read for half a minute.
  bool send(std::string_view bytes);

  // The plain bytes of the next record; empty: the connection ended, or nothing came for half a minute.
  std::string read_record();

  // Reads until what came ends with `marker`, and returns it; what there was when the connection ends before.
  std::string read_until(std::string_view marker);

  // Reads to the end; whether the other side said it with close_notify.
  bool is_told_the_end();

  // Says close_notify and keeps the socket open.
  void say_end();

  // Closes without close_notify; `abruptly` with a reset.
  void close(bool abruptly = false);

  SSL* ssl() { return ssl_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  int socket_ = -1;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace oaisim::testing
