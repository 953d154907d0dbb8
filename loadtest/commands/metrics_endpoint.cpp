#include "loadtest/commands/metrics_endpoint.h"

#include <array>

#include "common/config/text_values.h"
#include "loadtest/report/prometheus.h"

namespace oaisim::loadtest {
namespace {

Result<tcp::endpoint> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto port = parse_integer(colon == std::string::npos ? text : text.substr(colon + 1));
  error_code ec;
  const auto address = asio::ip::make_address(host.empty() ? "127.0.0.1" : host, ec);
  if (ec || !port || *port < 0 || *port > 65535) {
    return invalid("--prometheus-listen: '" + text +
                   "' is no address to listen on; allowed: IP:PORT such as 127.0.0.1:9464, or a port");
  }
  return tcp::endpoint(address, static_cast<unsigned short>(*port));
}

std::string reply_to(std::string_view request, std::string_view page) {
  const auto reply = [](const char* status, const char* type, std::string_view body) {
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + std::string(body);
  };
  if (!request.starts_with("GET ")) return reply("405 Method Not Allowed", "text/plain", "GET only\n");
  const auto path = request.substr(4, request.find_first_of(" ?\r", 4) - 4);
  if (path != "/metrics" && path != "/") return reply("404 Not Found", "text/plain", "it is at /metrics\n");
  return reply("200 OK", kPrometheusType, page);
}

}  // namespace

Result<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::open(const std::string& address) {
  const auto endpoint = parse_address(address);
  if (!endpoint) return endpoint.error();
  std::unique_ptr<MetricsEndpoint> made(new MetricsEndpoint);
  tcp::acceptor& acceptor = made->acceptor_;
  error_code ec;
  acceptor.open(endpoint->protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(*endpoint, ec);
  if (!ec) acceptor.listen(kMostConnections, ec);
  if (!ec) acceptor.non_blocking(true, ec);
  if (ec)
    return Error{ErrorCode::already_in_use, "--prometheus-listen: cannot listen on '" + address + "': " + ec.message()};
  return made;
}

void MetricsEndpoint::accept() {
  while (connections_.size() < kMostConnections) {
    error_code ec;
    tcp::socket socket(io_);
    acceptor_.accept(socket, ec);
    if (ec) return;
    socket.non_blocking(true, ec);
    if (!ec) connections_.push_back({.socket = std::move(socket)});
  }
}

void MetricsEndpoint::serve(std::string_view page) {
  accept();
  std::erase_if(connections_, [&](Connection& connection) { return !go_on(connection, page); });
}

bool MetricsEndpoint::go_on(Connection& connection, std::string_view page) {
  if (++connection.turns > kMostTurns) return false;
  error_code ec;
  std::array<char, 2048> piece{};
  while (connection.reply.empty()) {
    const std::size_t size = connection.socket.read_some(asio::buffer(piece), ec);
    if (ec) return ec == asio::error::would_block;
    connection.request.append(piece.data(), size);
    if (connection.request.find("\r\n\r\n") != std::string::npos) connection.reply = reply_to(connection.request, page);
    if (connection.reply.empty() && connection.request.size() > kMostRequestBytes) return false;
  }
  while (!connection.reply.empty()) {
    const std::size_t size = connection.socket.write_some(asio::buffer(connection.reply), ec);
    if (ec) return ec == asio::error::would_block;
    connection.reply.erase(0, size);
  }
  connection.socket.shutdown(tcp::socket::shutdown_send, ec);
  return false;
}

}  // namespace oaisim::loadtest
