#include "loadtest/commands/metrics_endpoint.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// A client that connects to the endpoint; what it sends has arrived when serve() is called, since it is one machine.
struct Client {
  explicit Client(unsigned short port) { socket.connect({asio::ip::address_v4::loopback(), port}); }

  void send(const std::string& text) { asio::write(socket, asio::buffer(text)); }

  std::string reply() {
    std::string text;
    error_code ec;
    asio::read(socket, asio::dynamic_buffer(text), ec);
    return text;
  }

  asio::io_context io;
  tcp::socket socket{io};
};

std::unique_ptr<MetricsEndpoint> opened() {
  auto endpoint = MetricsEndpoint::open("127.0.0.1:0");
  REQUIRE(endpoint.ok());
  return std::move(*endpoint);
}

std::string reply_to(const std::string& request) {
  const auto endpoint = opened();
  Client client(endpoint->port());
  client.send(request);
  endpoint->serve("the page\n");
  return client.reply();
}

}  // namespace

TEST_CASE("a scrape gets the page") {
  const auto reply = reply_to("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(reply.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  CHECK(reply.ends_with("\r\n\r\nthe page\n"));
  CHECK(reply.find("Content-Length: 9\r\n") != std::string::npos);
}

TEST_CASE("what is no scrape is refused") {
  CHECK(reply_to("GET /other HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
  CHECK(reply_to("POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
  CHECK(reply_to("\r\n\r\n").starts_with("HTTP/1.1 405"));
  CHECK(reply_to("GET \r\n\r\n").starts_with("HTTP/1.1 404"));
  CHECK(reply_to(std::string(9000, 'x')).empty());
}

TEST_CASE("a request in pieces gets the page of the moment when it is complete") {
  const auto endpoint = opened();
  Client client(endpoint->port());
  client.send("GET /metr");
  endpoint->serve("early\n");
  client.send("ics HTTP/1.1\r\n\r\n");
  endpoint->serve("late\n");
  CHECK(client.reply().ends_with("late\n"));
}

TEST_CASE("one that sends nothing is dropped after a while, and many do not keep others away for long") {
  const auto endpoint = opened();
  std::vector<std::unique_ptr<Client>> idle;
  for (std::size_t i = 0; i < MetricsEndpoint::kMostConnections; ++i)
    idle.push_back(std::make_unique<Client>(endpoint->port()));
  for (int i = 0; i <= MetricsEndpoint::kMostTurns; ++i) endpoint->serve("page\n");
  Client client(endpoint->port());
  client.send("GET /metrics HTTP/1.1\r\n\r\n");
  endpoint->serve("page\n");
  CHECK(client.reply().ends_with("page\n"));
  CHECK(idle.front()->reply().empty());
}

TEST_CASE("an address is an IP and a port, or a port alone on the loopback") {
  CHECK(MetricsEndpoint::open("0").ok());
  CHECK(MetricsEndpoint::open(":0").ok());
  for (const char* bad : {"", "host:1", "127.0.0.1:", "127.0.0.1:70000", "1.2.3:80", "x"}) {
    const auto endpoint = MetricsEndpoint::open(bad);
    REQUIRE_FALSE(endpoint.ok());
    CHECK(endpoint.error().message.find("--prometheus-listen: '" + std::string(bad) + "' is no address") == 0);
  }
  const auto first = opened();
  const auto second = MetricsEndpoint::open("127.0.0.1:" + std::to_string(first->port()));
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message.find("cannot listen on") != std::string::npos);
}
