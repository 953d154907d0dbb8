// When the requests of one user are due.  Knows nothing of what a request is.
//
// Moments of a pace are computed from an index and never from the moment before, so that rounding and lateness do not
// add up.
//
// Thread safety: none; each has one owner.  Time is passed in, never read.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/random.h"
#include "common/base/units.h"
#include "loadtest/plan/random_duration.h"
#include "loadtest/schedule/level_profile.h"

namespace oaisim::loadtest {

class Schedule {
 public:
  virtual ~Schedule() = default;

  // The next moment; nothing: there are no more.  `ready`: when the owner could begin again, i.e. when its last reply
  // was complete.
  virtual std::optional<TimePoint> next(TimePoint ready) = 0;
};

// A user who thinks after each reply.  The user `number`, counted from 1, begins at the very moment when as many users
// are wanted, and when they are no longer pauses after its current request until they are again.
class ClosedLoop final : public Schedule {
 public:
  // `users` outlives the schedule.
  ClosedLoop(TimePoint start, const LevelProfile& users, std::int64_t number, RandomDuration think_time, Random random)
      : start_(start), users_(users), number_(number), think_time_(think_time), random_(random) {}
  std::optional<TimePoint> next(TimePoint ready) override;

 private:
  TimePoint start_;
  const LevelProfile& users_;
  std::int64_t number_;
  RandomDuration think_time_;
  Random random_;
  bool first_ = true;
};

// Moments `start + (first + k * stride) / per_second` for k = 0, 1, 2, ...: a constant rate, of which this is
// one of `stride` interleaved shares.
class ConstantRate final : public Schedule {
 public:
  // REQUIRES: per_second > 0, 0 <= first < stride.
  ConstantRate(TimePoint start, double per_second, std::int64_t first, std::int64_t stride)
      : start_(start), per_second_(per_second), index_(first), stride_(stride) {}
  std::optional<TimePoint> next(TimePoint ready) override;

 private:
  TimePoint start_;
  double per_second_;
  std::int64_t index_;
  std::int64_t stride_;
};

}  // namespace oaisim::loadtest
