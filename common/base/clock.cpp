#include "common/base/clock.h"

#include <cassert>

namespace oaisim {

SystemClock::SystemClock(double time_scale) : origin_(std::chrono::steady_clock::now()), time_scale_(time_scale) {
  assert(time_scale > 0);
}

TimePoint SystemClock::now() const { return simulated_time_of(real_now()); }

TimePoint SystemClock::real_now() const { return std::chrono::steady_clock::now(); }

TimePoint SystemClock::real_time_of(TimePoint simulated) const {
  if (time_scale_ == 1.0) return simulated;
  return origin_ +
         Duration(static_cast<Duration::rep>(static_cast<double>((simulated - origin_).count()) / time_scale_));
}

TimePoint SystemClock::simulated_time_of(TimePoint real) const {
  if (time_scale_ == 1.0) return real;
  return origin_ + Duration(static_cast<Duration::rep>(static_cast<double>((real - origin_).count()) * time_scale_));
}

TimePoint SystemClock::real_time_of_unix(std::chrono::nanoseconds since_1970) const {
  const std::chrono::nanoseconds wall = std::chrono::system_clock::now().time_since_epoch();
  return real_now() - (wall - since_1970);
}

std::int64_t SystemClock::unix_seconds() const {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace oaisim
