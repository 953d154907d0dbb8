#include "tests/support/tls_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace oaisim::testing {

TlsConnection::TlsConnection(int port) : context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_.get())) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{30, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  SSL_set_fd(ssl_.get(), socket_);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || SSL_connect(ssl_.get()) != 1) {
    close();
    throw std::runtime_error("cannot make a TLS connection to port " + std::to_string(port));
  }
}

TlsConnection::~TlsConnection() { close(); }

bool TlsConnection::send(std::string_view bytes) {
  ERR_clear_error();
  return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string TlsConnection::read_record() {
  ERR_clear_error();
  std::string bytes(16 * 1024, '\0');
  const int size = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

std::string TlsConnection::read_until(std::string_view marker) {
  std::string all;
  std::string record;
  while (!all.ends_with(marker) && !(record = read_record()).empty()) all += record;
  return all;
}

bool TlsConnection::is_told_the_end() {
  while (!read_record().empty()) continue;
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsConnection::say_end() { SSL_shutdown(ssl_.get()); }

void TlsConnection::close(bool abruptly) {
  if (socket_ < 0) return;
  if (abruptly) {
    const linger reset{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  ::close(socket_);
  socket_ = -1;
}

}  // namespace oaisim::testing
