// Where time comes from.  Time is read once per decision and passed down; nothing else reads a clock.
//
//   real      ─┼────┼────┼────┼──►
//   simulated ─┼────────────────────┼────────────────────┼──►   (time scale 5)
//
// A time scale of 60 makes simulated time run 60 times faster than real time, so that a minute's limit
// can be tried in a second.  TimePoints are simulated unless a name says `real`.
//
// Thread safety: all of it.
#pragma once

#include <atomic>
#include <cstdint>

#include "common/base/units.h"

namespace oaisim {

class Clock {
 public:
  virtual ~Clock() = default;

  virtual TimePoint now() const = 0;

  // The real monotonic clock, for deadlines that guard against a peer rather than simulate one.
  virtual TimePoint real_now() const = 0;

  // The moment of the real monotonic clock at which `simulated` is reached; what an OS timer waits for.
  virtual TimePoint real_time_of(TimePoint simulated) const = 0;

  // The inverse.
  virtual TimePoint simulated_time_of(TimePoint real) const = 0;

  // The moment of the real monotonic clock that the wall clock shows as `since_1970`; as exact as the two are read
  // together, and wrong by as much as the wall clock was set meanwhile.
  virtual TimePoint real_time_of_unix(std::chrono::nanoseconds since_1970) const = 0;

  // Wall-clock seconds since 1970, never scaled (the `created` of replies).
  virtual std::int64_t unix_seconds() const = 0;
};

// The operating system's clocks; simulated time starts at the construction.
class SystemClock final : public Clock {
 public:
  // REQUIRES: time_scale > 0.
  explicit SystemClock(double time_scale = 1.0);

  TimePoint now() const override;
  TimePoint real_now() const override;
  TimePoint real_time_of(TimePoint simulated) const override;
  TimePoint simulated_time_of(TimePoint real) const override;
  TimePoint real_time_of_unix(std::chrono::nanoseconds since_1970) const override;
  std::int64_t unix_seconds() const override;

 private:
  TimePoint origin_;
  double time_scale_;
};

// A clock that moves when told to, for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start = TimePoint(std::chrono::hours(1))) : now_(start.time_since_epoch().count()) {}

  TimePoint now() const override { return TimePoint(Duration(now_.load())); }
  TimePoint real_now() const override { return now(); }
  TimePoint real_time_of(TimePoint simulated) const override { return simulated; }
  TimePoint simulated_time_of(TimePoint real) const override { return real; }
  TimePoint real_time_of_unix(std::chrono::nanoseconds since_1970) const override { return TimePoint(since_1970); }
  std::int64_t unix_seconds() const override { return now_.load() / 1'000'000'000; }

  void advance(Duration by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace oaisim
