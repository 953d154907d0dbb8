#include "common/http/client_connection.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

struct NoSink final : ResponseSink {
  void on_status(int) override {}
  void on_field(std::string_view, std::string_view) override {}
  bool on_body(std::string_view, TimePoint) override { return true; }
};

// A server that takes connections and says nothing, and two connections to it.
struct Fixture {
  asio::io_context io;
  SystemClock clock;
  ConnectionDeadlines deadlines{io, clock};
  tcp::acceptor silent{io, {asio::ip::address_v4::loopback(), 0}};
  ServerAddress address{.endpoint = silent.local_endpoint()};
  std::unique_ptr<ClientConnection> first = std::make_unique<ClientConnection>(io, clock, deadlines, ResponseLimits{});
  ClientConnection second{io, clock, deadlines, ResponseLimits{}};
  WireError error = WireError::none;
  NoSink sink;

  asio::awaitable<void> ask(Duration first_byte) {
    ConnectTimes opened;
    error = co_await second.connect(address, clock.now() + 10s, opened);
    first.reset();
    WireTimes times;
    if (error == WireError::none) {
      const ExchangeDeadlines by{.first_byte = clock.now() + first_byte, .whole = clock.now() + 20s};
      error = co_await second.exchange("GET / HTTP/1.1\r\n\r\n", sink, times, by);
    }
    deadlines.stop();
  }

  void run() { io.run_for(20s); }
};

}  // namespace

TEST_CASE("a connection keeps its deadline when another one goes") {
  Fixture at;
  asio::co_spawn(at.io, at.deadlines.run(), asio::detached);
  asio::co_spawn(at.io, at.ask(1ms), asio::detached);
  at.run();
  CHECK(at.error == WireError::timed_out);
}

TEST_CASE("all connections that are left can be closed at once") {
  Fixture at;
  asio::co_spawn(at.io, at.deadlines.run(), asio::detached);
  asio::co_spawn(at.io, at.ask(15s), asio::detached);
  while (at.first != nullptr) at.io.run_one();
  at.deadlines.close_all();
  at.run();
  CHECK(at.error == WireError::cancelled);
}
