#include "simulator/limits/token_bucket.h"

#include <algorithm>

namespace oaisim {
namespace {

constexpr Duration kLongestDrain = std::chrono::hours(24 * 365);

}  // namespace

void TokenBucket::advance(TimePoint now) {
  if (now <= now_) return;
  const Duration elapsed = now - now_;
  now_ = now;
  used_ = std::max<Level>(used_ - Level{limit_} * elapsed.count(), 0);
}

bool TokenBucket::admit(TokenCount cost, TimePoint now) {
  advance(now);
  if (!fits(cost)) return false;
  charge(cost);
  return true;
}

TokenCount TokenBucket::used() const {
  return static_cast<TokenCount>((used_ + (width_.count() - 1)) / width_.count());
}

Duration TokenBucket::retry_after(TokenCount cost) const {
  if (cost > limit_) return Duration::max();
  return fits(cost) ? Duration::zero() : time_to_drain(level_after(cost) - full());
}

Duration TokenBucket::reset_after() const { return time_to_drain(used_); }

Duration TokenBucket::time_to_drain(Level amount) const {
  const Level nanoseconds = (amount + (limit_ - 1)) / limit_;
  return Duration(static_cast<Duration::rep>(std::min<Level>(nanoseconds, kLongestDrain.count())));
}

}  // namespace oaisim
