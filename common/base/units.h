// Units shared by all parts.
#pragma once

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace oaisim {

using TokenCount = std::int64_t;

// Monotonic time with nanosecond resolution.  In the simulator it is simulated time (see clock.h).
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;
static_assert(std::is_same_v<TimePoint::duration, Duration>);

using Milliseconds = std::chrono::duration<double, std::milli>;
using Seconds = std::chrono::duration<double>;

inline double to_seconds(Duration d) { return Seconds(d).count(); }
inline double to_milliseconds(Duration d) { return Milliseconds(d).count(); }
inline Duration from_milliseconds(double ms) { return Duration(static_cast<Duration::rep>(ms * 1e6)); }
inline Duration from_seconds(double s) { return Duration(static_cast<Duration::rep>(s * 1e9)); }

}  // namespace oaisim
