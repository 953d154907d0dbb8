// When a worker stops beginning requests: at a moment, after a number, or when it is told to.
//
// Thread safety: none; each worker has its own.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/units.h"

namespace oaisim::loadtest {

class StopCondition {
 public:
  StopCondition(std::optional<TimePoint> end, std::optional<std::int64_t> requests) : end_(end), left_(requests) {}

  // Whether a request due at `due` may begin; counts it when it may.
  bool take(TimePoint due) {
    if (stopped_ || used_up() || is_over(due)) return false;
    if (left_) --*left_;
    return true;
  }

  // Whether the end comes before `due`.
  bool is_over(TimePoint due) const { return end_ && due >= *end_; }

  const std::optional<TimePoint>& end() const { return end_; }

  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

  // Whether the number of requests has begun.
  bool used_up() const { return left_ && *left_ == 0; }

 private:
  std::optional<TimePoint> end_;
  std::optional<std::int64_t> left_;
  bool stopped_ = false;
};

}  // namespace oaisim::loadtest
