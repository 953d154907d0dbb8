// When the requests of a run are due.  Knows nothing of what a request is.
//
// A Schedule belongs to one user (closed loop) or to one worker's share of an open loop.  Moments are computed
// from an index and never from the moment before, so that rounding and lateness do not add up.
//
// Thread safety: none; each has one owner.  Time is passed in, never read.
#pragma once

#include <cstdint>

#include "common/base/units.h"

namespace oaisim::loadtest {

class Schedule {
 public:
  virtual ~Schedule() = default;

  // The next moment.  `ready`: when the owner could begin again, i.e. when its last reply was complete.
  virtual TimePoint next(TimePoint ready) = 0;
};

// A user who thinks for a fixed time after each reply.
class ClosedLoop final : public Schedule {
 public:
  ClosedLoop(TimePoint start, Duration think_time) : start_(start), think_time_(think_time) {}
  TimePoint next(TimePoint ready) override;

 private:
  TimePoint start_;
  Duration think_time_;
  bool first_ = true;
};

// Moments `start + (first + k * stride) / per_second` for k = 0, 1, 2, ...: a constant rate, of which this is
// one of `stride` interleaved shares.
class ConstantRate final : public Schedule {
 public:
  // REQUIRES: per_second > 0, 0 <= first < stride.
  ConstantRate(TimePoint start, double per_second, std::int64_t first, std::int64_t stride)
      : start_(start), per_second_(per_second), index_(first), stride_(stride) {}
  TimePoint next(TimePoint ready) override;

 private:
  TimePoint start_;
  double per_second_;
  std::int64_t index_;
  std::int64_t stride_;
};

}  // namespace oaisim::loadtest
