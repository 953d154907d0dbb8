#include "loadtest/engine/local_ports.h"

#include <algorithm>
#include <fstream>

namespace oaisim::loadtest {

PortRange local_port_range() {
  PortRange range;
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  PortRange found;
  if (file >> found.first >> found.last && found.first > 0 && found.last >= found.first) range = found;
  return range;
}

Result<std::vector<asio::ip::address>> source_addresses(const std::vector<std::string>& texts,
                                                        const tcp::endpoint& server) {
  std::vector<asio::ip::address> addresses;
  for (const auto& text : texts) {
    error_code ec;
    const auto address = asio::ip::make_address(text, ec);
    if (ec) return invalid("--source-address: '" + text + "' is not an IP address");
    if (address.is_v4() != server.address().is_v4()) {
      return invalid("--source-address: '" + text + "' cannot reach " + server.address().to_string() +
                     "; both must be IPv4 or both IPv6");
    }
    asio::io_context io;
    tcp::socket socket(io, server.protocol());
    socket.bind({address, 0}, ec);
    if (ec) return invalid("--source-address: '" + text + "' is no address of this machine: " + ec.message());
    addresses.push_back(address);
  }
  return addresses;
}

Status check_local_ports(std::int64_t connections, std::size_t source_addresses, PortRange range) {
  const auto addresses = static_cast<std::int64_t>(std::max<std::size_t>(1, source_addresses));
  const std::int64_t available = range.count() * addresses;
  if (connections <= available) return success();
  const std::int64_t needed = (connections + range.count() - 1) / range.count();
  return Error{ErrorCode::limit_exceeded,
               std::to_string(connections) + " connections to one server need as many local ports, and there are " +
                   std::to_string(available) + " (" + std::to_string(range.first) + " to " +
                   std::to_string(range.last) + " on " + std::to_string(addresses) +
                   (addresses == 1 ? " address" : " addresses") + "); give " + std::to_string(needed) +
                   " --source-address, widen the range (sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"), or "
                   "use fewer --users or --max-connections"};
}

}  // namespace oaisim::loadtest
