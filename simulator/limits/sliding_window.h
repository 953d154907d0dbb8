// Admits work while the cost of the last `width` of time stays within `limit`.
//
//        now - width                                  now
//   ───────────┼──────[slot]──[slot]──────[slot]───────┼──►
//     forgotten│               counted                 │
//
//   slot     { the time of its last charge, the cost of everything ever charged up to then }
//
// Charges within one tick (a thousandth of the width) share a slot, so memory is bounded (16 KiB) whatever the
// traffic.  A slot is forgotten when its last charge leaves the window: the limit is never exceeded, and a cost
// is held at most one tick too long.  As the slots hold running totals, a wait is found by binary search.
//
// Thread safety: none; the owner serialises calls.  Time is passed in, never read.
// Source: Azure OpenAI quota documentation, "requests evaluated over 1 or 10 seconds".
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/base/units.h"

namespace oaisim {

class SlidingWindow {
 public:
  static constexpr int kTicks = 1000;

  // REQUIRES: limit >= 1, width >= kTicks nanoseconds.
  SlidingWindow(TokenCount limit, Duration width);

  // Forgets what has left the window.  A time before that of an earlier call changes nothing.
  void advance(TimePoint now);

  // All as of the latest advance().
  bool fits(TokenCount cost) const { return cost <= limit_ - used(); }
  TokenCount limit() const { return limit_; }
  TokenCount used() const { return total_ - forgotten_; }
  TokenCount remaining() const { return used() < limit_ ? limit_ - used() : 0; }
  Duration retry_after(TokenCount cost) const;  // until `cost` fits; Duration::max() when it never does
  Duration reset_after() const;                 // until used() is 0

  // Counts `cost` whether it fits or not.  REQUIRES: cost >= 0.
  void charge(TokenCount cost);

  // advance(), and charge() when it fits.
  bool admit(TokenCount cost, TimePoint now);

  // Changes the limit and keeps what was counted: a lower limit is felt at once.
  void set_limit(TokenCount limit) { limit_ = limit; }

 private:
  struct Slot {
    TimePoint last;
    TokenCount total;
  };

  Slot& slot(std::size_t i) { return ring_[(first_ + i) & (ring_.size() - 1)]; }
  const Slot& slot(std::size_t i) const { return ring_[(first_ + i) & (ring_.size() - 1)]; }
  void push(Slot next);

  TokenCount limit_;
  Duration width_;
  Duration tick_;
  TimePoint now_{};
  TimePoint tick_end_{};      // a charge before it joins the last slot
  TokenCount total_ = 0;      // everything ever charged
  TokenCount forgotten_ = 0;  // the part of it that has left the window
  std::vector<Slot> ring_;    // its size is a power of two
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace oaisim
