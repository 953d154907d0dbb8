#include "common/http/timed_receive.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace oaisim {
namespace {

std::optional<TimePoint> arrival_in(msghdr& message, const Clock& clock) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(part), sizeof(time));
    return clock.real_time_of_unix(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
  return std::nullopt;
}

void enable(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

}  // namespace

void enable_arrival_times(tcp::acceptor& acceptor) { enable(acceptor.native_handle()); }

void enable_arrival_times(tcp::socket& socket) { enable(socket.native_handle()); }

TimedReceive receive_timed(tcp::socket& socket, asio::mutable_buffer buffer, const Clock& clock, error_code& ec) {
  iovec place{.iov_base = buffer.data(), .iov_len = buffer.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
  msghdr message{};
  message.msg_iov = &place;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  ssize_t size = 0;
  do {
    size = ::recvmsg(socket.native_handle(), &message, MSG_DONTWAIT);
  } while (size < 0 && errno == EINTR);
  if (size < 0) {
    ec = error_code(errno, boost::system::system_category());
    return {};
  }
  ec = {};
  return {.bytes = static_cast<std::size_t>(size), .arrived = arrival_in(message, clock)};
}

}  // namespace oaisim
