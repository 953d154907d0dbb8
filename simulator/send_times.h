// Tells a client when each token of its stream was due and when it was sent, for clients that check their own clocks:
// the request header `x-sim-debug-timing: true` switches it on.
//
//   data: {… token 0 …}                                 due and sent count nanoseconds of simulated time from the
//                                                       moment at which the request arrived at this machine
//   : sim-timing token=0 due_ns=250000000 sent_ns=250061200
//
//   data: {… token 1 …}
//
// An event is reported by a comment, which the standard has clients pass over, ahead of the event that follows it;
// the last ones ahead of what ends the stream.  A whole reply says the same of itself in the header `x-sim-timing`.
//
// `sent` is read right before the bytes are given to the system.
// Thread safety: none; belongs to one reply.  Source: HTML Standard, "Server-sent events", 9.2.5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/units.h"

namespace oaisim {

inline constexpr std::string_view kDebugTimingHeader = "x-sim-debug-timing";

class SendTimes {
 public:
  explicit SendTimes(TimePoint received) : received_(received) {}

  void written(std::size_t token, TimePoint due) { unsent_.push_back({token, due}); }

  // What was written goes out at `now`: appends the comments that say so.
  void sent(TimePoint now, std::string& comments);

  // The line of a whole reply's head.
  std::string header(TimePoint due, TimePoint now) const;

 private:
  struct Token {
    std::size_t index;
    TimePoint due;
  };

  std::string times(TimePoint due, TimePoint now, std::string_view separator) const;

  TimePoint received_;
  std::vector<Token> unsent_;  // as many as a flush holds
};

}  // namespace oaisim
