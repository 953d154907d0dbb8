// Admits work while the cost since the last multiple of `width` stays within `limit`.
//
//   ──┼───────────────┼───────────────┼──►      windows begin at multiples of the width of the clock's time
//     │ used 0..limit │ used 0..limit │
//
// Exact within each of its windows; around a boundary, as with any fixed window, twice the limit may be admitted
// within one width.
//
// Thread safety: none; the owner serialises calls.  Time is passed in, never read.
#pragma once

#include "common/base/units.h"

namespace oaisim {

class FixedWindow {
 public:
  // REQUIRES: limit >= 1, width > 0.
  FixedWindow(TokenCount limit, Duration width) : limit_(limit), width_(width) {}

  // Begins a new window when `now` is in a later one.  A time before that of an earlier call changes nothing.
  void advance(TimePoint now);

  // All as of the latest advance().
  bool fits(TokenCount cost) const { return cost <= limit_ - used_; }
  TokenCount limit() const { return limit_; }
  TokenCount used() const { return used_; }
  TokenCount remaining() const { return used_ < limit_ ? limit_ - used_ : 0; }
  Duration retry_after(TokenCount cost) const;  // until `cost` fits; Duration::max() when it never does
  Duration reset_after() const;                 // until used() is 0

  // Counts `cost` whether it fits or not.  REQUIRES: cost >= 0.
  void charge(TokenCount cost) { used_ += cost; }

  // advance(), and charge() when it fits.
  bool admit(TokenCount cost, TimePoint now);

  // Changes the limit and keeps what was counted: a lower limit is felt at once.
  void set_limit(TokenCount limit) { limit_ = limit; }

 private:
  TokenCount limit_;
  Duration width_;
  TimePoint now_{};
  TimePoint end_{};  // of the current window
  TokenCount used_ = 0;
};

}  // namespace oaisim
