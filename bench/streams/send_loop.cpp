// bench-send-loop: what a server of streams is measured against.  It sends the bytes of one saved reply to many
// sockets, round robin, one send(2) for each token, and does nothing else: no HTTP, no text, no JSON.
//
//   accept all ─► read one request from each ─► for each token, for each socket: send
//
// With --itl-ms it keeps a schedule instead: token k of a socket is sent `ttft + k itl` after its request was read, and
// in between it sleeps.  Requests come in the order of the connections, all of them before the first token is due.
// --spread lets the first tokens be due evenly over that time after `ttft`, for a client that asks for all at once.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "bench/streams/lateness.h"
#include "common/base/clock.h"
#include "common/config/options.h"

namespace oaisim::bench {
namespace {

struct Arguments {
  std::int64_t sockets = 1000;
  std::string reply;
  std::string port_file;
  double ttft_ms = 0;
  std::optional<double> itl_ms;
  Duration spread{};
};

struct Peer {
  int socket = -1;
  TimePoint asked{};
};

// The next token of a socket.
struct Due {
  TimePoint at;
  std::size_t peer;
  std::size_t piece;

  bool operator>(const Due& other) const { return at > other.at; }
};

// Where the chunks of the reply end; empty when it is not chunked.
std::vector<std::size_t> chunk_ends(std::string_view reply) {
  std::vector<std::size_t> ends;
  std::size_t at = reply.find("\r\n\r\n");
  if (at == std::string_view::npos) return ends;
  at += 4;
  while (at < reply.size()) {
    std::size_t size = 0;
    const auto [end, code] = std::from_chars(reply.data() + at, reply.data() + reply.size(), size, 16);
    if (code != std::errc()) return {};
    at = static_cast<std::size_t>(end - reply.data()) + 2 + size + 2;
    if (at > reply.size()) return {};
    ends.push_back(at);
  }
  return ends;
}

// The reply in a piece for each token: the head and the role go with the first, what ends the stream with the last.
std::vector<std::string_view> pieces_of(std::string_view reply) {
  constexpr std::string_view kToken = R"("delta":{"content":)";
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  std::size_t chunk_begin = 0;
  for (const std::size_t end : chunk_ends(reply)) {
    const bool has_token = reply.substr(chunk_begin, end - chunk_begin).find(kToken) != std::string_view::npos;
    chunk_begin = end;
    if (!has_token) continue;
    pieces.push_back(reply.substr(begin, end - begin));
    begin = end;
  }
  if (!pieces.empty()) {
    const std::string_view last = pieces.back();
    pieces.back() = {last.data(), last.size() + reply.size() - begin};
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

std::vector<Peer> accept_all(int listener, std::int64_t count, const Clock& clock) {
  std::vector<Peer> peers(static_cast<std::size_t>(count));
  const int on = 1;
  for (auto& peer : peers) {
    peer.socket = ::accept(listener, nullptr, nullptr);
    ::setsockopt(peer.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  std::array<char, 4096> request;
  for (auto& peer : peers) {
    if (::recv(peer.socket, request.data(), request.size(), 0) <= 0) return {};
    peer.asked = clock.real_now();
  }
  return peers;
}

bool send_in_turn(const std::vector<Peer>& peers, const std::vector<std::string_view>& pieces) {
  for (const auto piece : pieces) {
    for (const auto& peer : peers) {
      if (!send_all(peer.socket, piece)) return false;
    }
  }
  return true;
}

void sleep_until(TimePoint at, const Clock& clock) {
  for (Duration left = at - clock.real_now(); left > Duration::zero(); left = at - clock.real_now()) {
    const timespec wait{.tv_sec = left / std::chrono::seconds(1),
                        .tv_nsec = left % std::chrono::seconds(1) / Duration(1)};
    ::ppoll(nullptr, 0, &wait, nullptr);
  }
}

bool send_when_due(const std::vector<Peer>& peers, const std::vector<std::string_view>& pieces,
                   const Arguments& arguments, const Clock& clock, Lateness& lateness) {
  std::priority_queue<Due, std::vector<Due>, std::greater<>> queue;
  const auto count = static_cast<Duration::rep>(peers.size());
  const Duration ttft = from_milliseconds(arguments.ttft_ms);
  for (std::size_t i = 0; i < peers.size(); ++i)
    queue.push({peers[i].asked + ttft + arguments.spread * static_cast<Duration::rep>(i) / count, i, 0});
  const Duration itl = from_milliseconds(*arguments.itl_ms);
  const TimePoint began = clock.real_now();
  while (!queue.empty()) {
    const Due due = queue.top();
    queue.pop();
    sleep_until(due.at, clock);
    const TimePoint now = clock.real_now();
    lateness.add(now - began, now - due.at);
    if (!send_all(peers[due.peer].socket, pieces[due.piece])) return false;
    if (due.piece + 1 < pieces.size()) queue.push({due.at + itl, due.peer, due.piece + 1});
  }
  return true;
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
  const SystemClock clock;
  const auto peers = accept_all(listener, arguments.sockets, clock);
  const double busy_before = processor_seconds();
  const TimePoint began = clock.real_now();
  Lateness lateness;
  const bool sent =
      arguments.itl_ms ? send_when_due(peers, pieces, arguments, clock, lateness) : send_in_turn(peers, pieces);
  if (!sent) return 1;
  std::cout << "{\"sends\":" << pieces.size() * peers.size() << ",\"seconds\":" << to_seconds(clock.real_now() - began)
            << ",\"processor_seconds\":" << processor_seconds() - busy_before;
  if (!lateness.empty()) std::cout << ",\"late_ms\":" << lateness.json();
  std::cout << "}\n";
  return 0;
}

int run(int argc, char** argv) {
  Arguments arguments;
  OptionSet options("bench-send-loop", "Sends a saved reply to many sockets, one send(2) for each token.");
  options.add(arguments.sockets, {.name = "sockets", .help = "How many are served", .minimum = 1, .maximum = 100000});
  options.add(arguments.reply, {.name = "reply", .help = "File that bench-streams --save wrote", .value_name = "FILE"});
  options.add(arguments.port_file, {.name = "port-file", .help = "File to write the port to", .value_name = "FILE"});
  options.add(arguments.ttft_ms, {.name = "ttft-ms", .help = "From a request to its first token", .minimum = 0});
  options.add(arguments.itl_ms, {.name = "itl-ms", .help = "Between tokens; not given: no schedule", .minimum = 0});
  options.add(
      arguments.spread,
      {.name = "spread", .help = "With --itl-ms: time over which first tokens are due", .minimum = 0, .maximum = 60});
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
