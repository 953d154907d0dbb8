#include "loadtest/schedule/schedule.h"

namespace oaisim::loadtest {

TimePoint ClosedLoop::next(TimePoint ready) {
  if (first_) {
    first_ = false;
    return start_;
  }
  return ready + think_time_;
}

TimePoint ConstantRate::next(TimePoint) {
  const auto due = start_ + from_seconds(static_cast<double>(index_) / per_second_);
  index_ += stride_;
  return due;
}

}  // namespace oaisim::loadtest
