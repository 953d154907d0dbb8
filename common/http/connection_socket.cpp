#include "common/http/connection_socket.h"

#include "common/http/timed_receive.h"

namespace oaisim {
namespace {

// What HTTP begins with; TLS begins with a control character.
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

ConnectionSocket::ConnectionSocket(tcp::socket socket, const TlsContext* context)
    : socket_(std::move(socket)), tls_(context == nullptr ? nullptr : std::make_unique<TlsSession>(*context)) {}

std::optional<TimePoint> ConnectionSocket::receive(asio::mutable_buffer space, beast::flat_buffer& into,
                                                   const Clock& clock, error_code& ec) {
  const auto [bytes, arrived] = receive_timed(socket_, space, clock, ec);
  if (ec) return std::nullopt;
  if (bytes == 0) {
    ec = asio::error::eof;
    return std::nullopt;
  }
  const std::string_view received(static_cast<const char*>(space.data()), bytes);
  if (tls_ != nullptr && tls_->is_untouched() && is_letter(received.front())) {
    tls_.reset();
    needs_tls_ = true;
  }
  if (tls_ != nullptr) {
    tls_->feed(received, into);
  } else {
    into.commit(asio::buffer_copy(into.prepare(bytes), space));
  }
  return arrived;
}

void ConnectionSocket::end_tls() {
  if (tls_ != nullptr) tls_->close();
}

void ConnectionSocket::close() {
  end_tls();
  std::string_view nothing;
  error_code ignored;
  if (has_answer()) socket_.write_some(asio::buffer(tls_->next_to_send(nothing)), ignored);
  socket_.close(ignored);
}

}  // namespace oaisim
