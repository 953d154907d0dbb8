// A port where a running test can be scraped: GET /metrics.
//
// It has no thread and waits for nothing: serve() takes what has come, answers what is complete and returns, on the
// thread that watches the run, every quarter of a second.  So the measured threads are not disturbed, and an answer
// takes half a second at most.
// Bounded: kMostConnections at once, kMostRequestBytes of a request, kMostTurns calls of serve() per connection.
//
// Thread safety: none.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

class MetricsEndpoint {
 public:
  static constexpr std::size_t kMostConnections = 16;
  static constexpr std::size_t kMostRequestBytes = 8192;
  static constexpr int kMostTurns = 40;

  // `address`: "127.0.0.1:9464", "[::1]:9464", or a port alone, which is on the loopback.  Error: it is none, or in
  // use.
  static Result<std::unique_ptr<MetricsEndpoint>> open(const std::string& address);

  // `page`: what a scrape that is complete now gets.
  void serve(std::string_view page);

  unsigned short port() const { return acceptor_.local_endpoint().port(); }

 private:
  struct Connection {
    tcp::socket socket;
    std::string request = {};
    std::string reply = {};  // what is left to send
    int turns = 0;
  };

  MetricsEndpoint() : acceptor_(io_) {}

  void accept();
  // False: the connection is over.
  static bool go_on(Connection& connection, std::string_view page);

  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::list<Connection> connections_;
};

}  // namespace oaisim::loadtest
