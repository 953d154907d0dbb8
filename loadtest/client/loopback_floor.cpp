#include "loadtest/client/loopback_floor.h"

#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "common/http/asio/asio.h"

namespace oaisim::loadtest {
namespace {

constexpr std::chrono::milliseconds kApart{1};

Error cannot(const error_code& ec) {
  return {ErrorCode::io, "cannot measure how long a byte takes over 127.0.0.1: " + ec.message()};
}

struct Pair {
  tcp::socket sender;
  tcp::socket receiver;
};

void open(asio::io_context& io, Pair& pair, error_code& ec) {
  tcp::acceptor acceptor(io);
  const tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
  const auto step = [&](auto&& call) {
    if (!ec) call();
  };
  step([&] { acceptor.open(any.protocol(), ec); });
  step([&] { acceptor.bind(any, ec); });
  step([&] { acceptor.listen(1, ec); });
  tcp::endpoint there;
  step([&] { there = acceptor.local_endpoint(ec); });
  step([&] { pair.sender.connect(there, ec); });
  step([&] { pair.sender.set_option(tcp::no_delay(true), ec); });
  step([&] { acceptor.accept(pair.receiver, ec); });
}

// Until the sender closes its side.
void receive(tcp::socket& socket, const Clock& clock, std::vector<TimePoint>& times) {
  char byte = 0;
  error_code ec;
  while (socket.read_some(asio::buffer(&byte, 1), ec) == 1) times.push_back(clock.real_now());
}

ErrorFloor floor_of(const std::vector<TimePoint>& sent, const std::vector<TimePoint>& received) {
  ErrorFloor floor;
  std::optional<Duration> before;
  for (std::size_t i = 0; i < received.size(); ++i) {
    const Duration way = received[i] - sent[i];
    floor.one_way.record(way.count());
    if (before) floor.between_two.record(std::chrono::abs(way - *before).count());
    before = way;
  }
  return floor;
}

}  // namespace

Result<ErrorFloor> measure_loopback(const Clock& clock, int bytes) {
  asio::io_context io;
  Pair pair{.sender = tcp::socket(io), .receiver = tcp::socket(io)};
  error_code ec;
  open(io, pair, ec);
  if (ec) return cannot(ec);
  std::vector<TimePoint> sent, received;
  received.reserve(static_cast<std::size_t>(bytes));
  std::jthread receiver([&] { receive(pair.receiver, clock, received); });
  asio::steady_timer timer(io);
  for (int i = 0; i < bytes && !ec; ++i) {
    timer.expires_after(kApart);
    timer.wait();
    sent.push_back(clock.real_now());
    pair.sender.write_some(asio::buffer("x", 1), ec);
  }
  error_code ignored;
  pair.sender.shutdown(tcp::socket::shutdown_both, ignored);
  receiver.join();
  if (ec) return cannot(ec);
  return floor_of(sent, received);
}

}  // namespace oaisim::loadtest
