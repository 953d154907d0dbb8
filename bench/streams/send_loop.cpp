// bench-send-loop: what a server of streams is measured against.  It sends the chunks of one saved reply to many
// sockets, round robin, one send(2) for each chunk, and does nothing else: no HTTP, no timers, no text.
//
//   accept all ─► read one request from each ─► for each chunk, for each socket: send
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/config/options.h"

namespace oaisim::bench {
namespace {

struct Arguments {
  std::int64_t sockets = 1000;
  std::string reply;
  std::string port_file;
};

// The saved reply in the pieces that were sent: the head with the first chunk, each chunk, the last with the end.
std::vector<std::string_view> pieces_of(std::string_view reply) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  std::size_t at = reply.find("\r\n\r\n");
  if (at == std::string_view::npos) return pieces;
  at += 4;
  while (at < reply.size()) {
    std::size_t size = 0;
    const auto [end, code] = std::from_chars(reply.data() + at, reply.data() + reply.size(), size, 16);
    if (code != std::errc()) return {};
    at = static_cast<std::size_t>(end - reply.data()) + 2 + size + 2;
    if (at > reply.size()) return {};
    const bool end_follows = reply.substr(at) == "0\r\n\r\n";
    if (end_follows) at = reply.size();
    pieces.push_back(reply.substr(begin, at - begin));
    begin = at;
  }
  return pieces;
}

int listen_on_any_port(const std::string& port_file) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, raw, size) != 0 || ::listen(listener, 4096) != 0 || ::getsockname(listener, raw, &size) != 0) {
    return -1;
  }
  std::ofstream(port_file) << ntohs(address.sin_port) << '\n';
  return listener;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::vector<int> accept_all(int listener, std::int64_t count) {
  std::vector<int> sockets;
  const int on = 1;
  for (std::int64_t i = 0; i < count; ++i) {
    sockets.push_back(::accept(listener, nullptr, nullptr));
    ::setsockopt(sockets.back(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  std::array<char, 4096> request;
  for (const int socket : sockets) {
    if (::recv(socket, request.data(), request.size(), 0) <= 0) return {};
  }
  return sockets;
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

int serve(const Arguments& arguments) {
  std::ifstream file(arguments.reply, std::ios::binary);
  const std::string reply((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto pieces = pieces_of(reply);
  const int listener = listen_on_any_port(arguments.port_file);
  if (pieces.empty() || listener < 0) {
    std::cerr << "cannot read '" << arguments.reply << "' as a chunked reply, or cannot listen\n";
    return 1;
  }
  const auto sockets = accept_all(listener, arguments.sockets);
  const SystemClock clock;
  const double busy_before = processor_seconds();
  const TimePoint began = clock.real_now();
  for (const auto piece : pieces) {
    for (const int socket : sockets) {
      if (!send_all(socket, piece)) return 1;
    }
  }
  std::cout << "{\"sends\":" << pieces.size() * sockets.size()
            << ",\"seconds\":" << to_seconds(clock.real_now() - began)
            << ",\"processor_seconds\":" << processor_seconds() - busy_before << "}\n";
  return 0;
}

int run(int argc, char** argv) {
  Arguments arguments;
  OptionSet options("bench-send-loop", "Sends a saved reply to many sockets, one send(2) for each chunk.");
  options.add(arguments.sockets, {.name = "sockets", .help = "How many are served", .minimum = 1, .maximum = 100000});
  options.add(arguments.reply, {.name = "reply", .help = "File that bench-streams --save wrote", .value_name = "FILE"});
  options.add(arguments.port_file, {.name = "port-file", .help = "File to write the port to", .value_name = "FILE"});
  const auto outcome = options.parse(argc, argv);
  if (!outcome) {
    std::cerr << outcome.error().message << '\n';
    return 2;
  }
  if (*outcome == OptionSet::Outcome::exit) return 0;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return serve(arguments);
}

}  // namespace
}  // namespace oaisim::bench

int main(int argc, char** argv) { return oaisim::bench::run(argc, argv); }
