#include "loadtest/engine/local_ports.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {
const tcp::endpoint kServer(asio::ip::address_v4::loopback(), 80);
}

TEST_CASE("more connections than ports are refused with how many addresses they need") {
  const PortRange range{.first = 32768, .last = 60999};
  CHECK(range.count() == 28'232);
  CHECK(check_local_ports(28'232, 0, range).ok());
  CHECK(check_local_ports(56'464, 2, range).ok());
  const auto refused = check_local_ports(100'000, 1, range);
  REQUIRE_FALSE(refused.ok());
  const std::string& message = refused.error().message;
  CHECK(message.find("100000 connections") != std::string::npos);
  CHECK(message.find("there are 28232") != std::string::npos);
  CHECK(message.find("give 4 --source-address") != std::string::npos);
  CHECK(message.find("ip_local_port_range") != std::string::npos);
}

TEST_CASE("the system's range of ports is one") {
  CHECK(local_port_range().count() > 0);
  CHECK(local_port_range().last <= 65'535);
}

TEST_CASE("a source address must be one of this machine and of the server's kind") {
  CHECK(source_addresses({}, kServer)->empty());
  CHECK(source_addresses({"127.0.0.1", "127.0.0.2"}, kServer)->size() == 2);
  CHECK(source_addresses({"localhost"}, kServer).error().message.find("is not an IP address") != std::string::npos);
  CHECK(source_addresses({"::1"}, kServer).error().message.find("both must be") != std::string::npos);
  CHECK(source_addresses({"192.0.2.1"}, kServer).error().message.find("no address of this machine") !=
        std::string::npos);
}
