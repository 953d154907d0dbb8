// How many connections to one server this machine can hold: each needs a port of its own on a local address.
//
// Thread safety: all of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

// Which ports the system gives to connections, both included.
struct PortRange {
  std::int64_t first = 32768;
  std::int64_t last = 60999;

  std::int64_t count() const { return last - first + 1; }
};

// As Linux is set up (ip_local_port_range); its usual range when that cannot be read.
PortRange local_port_range();

// The addresses as given with --source-address, each one that a connection to `server` can come from.
// Error: the one that is not.
Result<std::vector<asio::ip::address>> source_addresses(const std::vector<std::string>& texts,
                                                        const tcp::endpoint& server);

// Error: how many ports are needed, how many there are, and how to get more.
Status check_local_ports(std::int64_t connections, std::size_t source_addresses, PortRange range);

}  // namespace oaisim::loadtest
