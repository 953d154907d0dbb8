#include "tests/support/raw_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <stdexcept>

#include "tests/support/simulator_process.h"

namespace oaisim::testing {
namespace {

using detail::monotonic_time;

// Whether the socket is ready for `events` before `until`.
bool wait_ready(int socket, short events, Duration until) {
  pollfd entry{socket, events, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - monotonic_time()).count();
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(0, left)));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

RawReply parse_head(const std::string& head) {
  RawReply reply;
  std::istringstream lines(head);
  lines >> reply.version >> reply.status;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto start = line.find_first_not_of(' ', colon + 1);
    const auto end = line.find_last_not_of("\r ");
    reply.headers[lower(line.substr(0, colon))] = start > end ? "" : line.substr(start, end - start + 1);
  }
  return reply;
}

}  // namespace

RawConnection::RawConnection(int port, int receive_buffer_bytes) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer_bytes > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close();
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
}

RawConnection::~RawConnection() { close(); }

void RawConnection::close(bool abruptly) {
  if (socket_ < 0) return;
  if (abruptly) {
    const linger reset{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  ::close(socket_);
  socket_ = -1;
}

bool RawConnection::send(std::string_view bytes, Duration patience) {
  const Duration until = monotonic_time() + patience;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return false;
    } else if (!wait_ready(socket_, POLLOUT, until)) {
      return false;
    }
  }
  return true;
}

RawConnection::Progress RawConnection::receive_some(Duration until) {
  if (!wait_ready(socket_, POLLIN, until)) return Progress::timed_out;
  char bytes[65536];
  const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) return Progress::ended;
  buffer_.append(bytes, static_cast<std::size_t>(count));
  return Progress::got_bytes;
}

bool RawConnection::wait_for(std::string_view marker, Duration patience) {
  const Duration until = monotonic_time() + patience;
  while (buffer_.find(marker) == std::string::npos) {
    if (receive_some(until) != Progress::got_bytes) return false;
  }
  return true;
}

bool RawConnection::read_chunks(RawReply& reply, Duration until) {
  while (true) {
    auto line_end = buffer_.find("\r\n");
    while (line_end == std::string::npos) {
      if (receive_some(until) != Progress::got_bytes) return false;
      line_end = buffer_.find("\r\n");
    }
    const std::size_t size = std::stoul(buffer_.substr(0, line_end), nullptr, 16);
    while (buffer_.size() < line_end + 2 + size + 2) {
      if (receive_some(until) != Progress::got_bytes) return false;
    }
    reply.body += buffer_.substr(line_end + 2, size);
    buffer_.erase(0, line_end + 2 + size + 2);
    if (size == 0) return true;
  }
}

std::optional<RawReply> RawConnection::read_reply(bool has_body, Duration patience) {
  const Duration until = monotonic_time() + patience;
  if (!wait_for("\r\n\r\n", patience)) return {};
  const auto head_end = buffer_.find("\r\n\r\n");
  RawReply reply = parse_head(buffer_.substr(0, head_end + 2));
  buffer_.erase(0, head_end + 4);
  if (!has_body || reply.status < 200 || reply.status == 204) {
    reply.is_complete = true;
  } else if (reply.headers.count("transfer-encoding") > 0) {
    reply.is_complete = read_chunks(reply, until);
  } else if (reply.headers.count("content-length") > 0) {
    const std::size_t size = std::stoul(reply.headers.at("content-length"));
    while (buffer_.size() < size && receive_some(until) == Progress::got_bytes) continue;
    reply.is_complete = buffer_.size() >= size;
    reply.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
  } else {
    Progress progress = Progress::got_bytes;
    while (progress == Progress::got_bytes) progress = receive_some(until);
    reply.is_complete = progress == Progress::ended;
    reply.body.swap(buffer_);
  }
  return reply;
}

bool RawConnection::is_closed_within(Duration patience) {
  const Duration until = monotonic_time() + patience;
  while (true) {
    const auto progress = receive_some(until);
    if (progress != Progress::got_bytes) return progress == Progress::ended;
    buffer_.clear();
  }
}

}  // namespace oaisim::testing
