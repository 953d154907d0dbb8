#include "loadtest/schedule/schedule.h"

namespace oaisim::loadtest {

std::optional<TimePoint> ClosedLoop::next(TimePoint ready) {
  const Duration wish = first_ ? Duration::zero() : ready + think_time_.draw(random_) - start_;
  first_ = false;
  const auto moment = users_.reaches(static_cast<double>(number_), wish);
  if (!moment) return std::nullopt;
  return start_ + *moment;
}

std::optional<TimePoint> ConstantRate::next(TimePoint) {
  const auto due = start_ + from_seconds(static_cast<double>(index_) / per_second_);
  index_ += stride_;
  return due;
}

}  // namespace oaisim::loadtest
