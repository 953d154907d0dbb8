#include "common/http/timed_receive.h"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

using namespace oaisim;

namespace {

// Two ends of a connection over the loopback.
struct Pair {
  explicit Pair(bool with_arrival_times) {
    acceptor.open(tcp::v4());
    if (with_arrival_times) enable_arrival_times(acceptor);
    acceptor.bind({asio::ip::address_v4::loopback(), 0});
    acceptor.listen();
    client.connect(acceptor.local_endpoint());
    server = acceptor.accept();
  }

  // Waits until something can be received.
  TimedReceive receive(error_code& ec) {
    server.wait(tcp::socket::wait_read);
    return receive_timed(server, asio::buffer(bytes), clock, ec);
  }

  // Sends until bytes come with a time: the kernel begins to note times a moment after the first socket of the machine
  // has asked for it.
  void warm_up() {
    const TimePoint deadline = clock.real_now() + std::chrono::seconds(20);
    error_code ec;
    TimedReceive received;
    while (!received.arrived && clock.real_now() < deadline) {
      asio::write(client, asio::buffer("x", 1));
      received = receive(ec);
    }
  }

  asio::io_context io;
  tcp::acceptor acceptor{io};
  tcp::socket client{io};
  tcp::socket server{io};
  SystemClock clock;
  std::array<char, 64> bytes{};
};

}  // namespace

TEST_CASE("bytes come with the moment of their arrival") {
  Pair pair(true);
  pair.warm_up();
  error_code ec;
  CHECK(receive_timed(pair.server, asio::buffer(pair.bytes), pair.clock, ec).bytes == 0);
  CHECK(ec == asio::error::would_block);
  const TimePoint before = pair.clock.real_now();
  asio::write(pair.client, asio::buffer("hello", 5));
  const TimedReceive received = pair.receive(ec);
  REQUIRE_FALSE(ec);
  CHECK(std::string_view(pair.bytes.data(), received.bytes) == "hello");
  REQUIRE(received.arrived);
  // The wall clock may be slewed while the two clocks are compared.
  CHECK(*received.arrived >= before - std::chrono::milliseconds(1));
  CHECK(*received.arrived <= pair.clock.real_now());
}

TEST_CASE("the peer's end is no bytes and no error; without arrival times there are only bytes") {
  Pair pair(false);
  asio::write(pair.client, asio::buffer("x", 1));
  error_code ec;
  TimedReceive received = pair.receive(ec);
  CHECK(received.bytes == 1);
  CHECK_FALSE(received.arrived);
  pair.client.close();
  received = pair.receive(ec);
  CHECK_FALSE(ec);
  CHECK(received.bytes == 0);
}
