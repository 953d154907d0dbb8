// Admits work while a bucket of `limit` that refills by `limit` per `width`, without steps, has enough in it.
//
//   used  limit ┤   ╱╲
//               │  ╱  ╲╲╱╲       charges raise it, time lowers it by limit/width
//             0 ┼─╱───────╲──►
//
// Over any span t at most limit + limit * t / width is admitted.  The level is kept in whole units of
// cost * nanoseconds in 128 bits, so nothing is lost to rounding however often it is looked at.
//
// Thread safety: none; the owner serialises calls.  Time is passed in, never read.
// Source: OpenAI rate limit guide, "capacity is refilled continuously rather than reset at fixed intervals".
#pragma once

#include <algorithm>

#include "common/base/units.h"

namespace oaisim {

class TokenBucket {
 public:
  // REQUIRES: limit >= 1, width > 0.
  TokenBucket(TokenCount limit, Duration width) : limit_(limit), width_(width) {}

  // Refills.  A time before that of an earlier call changes nothing.
  void advance(TimePoint now);

  // All as of the latest advance().
  bool fits(TokenCount cost) const { return cost <= limit_ && level_after(cost) <= full(); }
  TokenCount limit() const { return limit_; }
  TokenCount used() const;  // rounded up
  TokenCount remaining() const { return used() < limit_ ? limit_ - used() : 0; }
  Duration retry_after(TokenCount cost) const;  // until `cost` fits; Duration::max() when it never does
  Duration reset_after() const;                 // until used() is 0

  // Counts `cost` whether it fits or not; what is charged beyond twice the limit is dropped, so that charges
  // that were not asked for delay the next admission by no more than one width.  REQUIRES: cost >= 0.
  void charge(TokenCount cost) { used_ = std::max(used_, std::min(level_after(cost), 2 * full())); }

  // advance(), and charge() when it fits.
  bool admit(TokenCount cost, TimePoint now);

  // Changes the capacity and the rate and keeps what is in use: a lower limit is felt at once.
  void set_limit(TokenCount limit) { limit_ = limit; }

 private:
  __extension__ using Level = __int128;  // cost * nanoseconds

  Level full() const { return Level{limit_} * width_.count(); }
  Level level_after(TokenCount cost) const { return used_ + Level{cost} * width_.count(); }
  Duration time_to_drain(Level amount) const;

  TokenCount limit_;
  Duration width_;
  TimePoint now_{};
  Level used_ = 0;
};

}  // namespace oaisim
