// Receives from a TCP socket together with the moment at which the kernel got the bytes.
//
//   bytes reach the kernel ──── the thread is busy with other connections ────► receive
//   ▲ arrived
//
// A reply's schedule counts from `arrived`, so that a busy moment of the server delays a reply once and not every
// token of its stream.
//
// Thread safety: as the socket.  Source: SO_TIMESTAMPNS in Linux' networking/timestamping.
#pragma once

#include <optional>

#include "common/base/clock.h"
#include "common/http/asio/asio.h"

namespace oaisim {

struct TimedReceive {
  std::size_t bytes = 0;             // 0 without `ec`: the peer has closed its side
  std::optional<TimePoint> arrived;  // of the last byte, real; absent where the kernel does not tell, or not yet
};

// Makes a connection, or those of a listening socket, tell when their bytes arrived.  A kernel that cannot is no error.
// It begins a moment after the first socket of the machine has asked.
void enable_arrival_times(tcp::acceptor& acceptor);
void enable_arrival_times(tcp::socket& socket);

// Receives what is there without waiting; `ec` is would_block when that is nothing.
TimedReceive receive_timed(tcp::socket& socket, asio::mutable_buffer buffer, const Clock& clock, error_code& ec);

}  // namespace oaisim
