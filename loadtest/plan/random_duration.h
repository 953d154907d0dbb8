// A duration that is drawn anew each time, as people write it:
//
//   2s               always that long
//   uniform:1s..3s   each length between the two is as likely
//   exponential:2s   2 s in the mean
//
// Thread safety: a value; drawing uses the caller's Random.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.h"
#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim::loadtest {

class RandomDuration {
 public:
  enum class Kind { fixed, uniform, exponential };

  RandomDuration() = default;
  // Always `length`.  Implicit: a plain duration is the simplest of them.
  template <typename Rep, typename Period>
  RandomDuration(std::chrono::duration<Rep, Period> length) : low_(length), high_(length) {}
  // REQUIRES: zero <= low <= high.
  static RandomDuration uniform(Duration low, Duration high) { return {Kind::uniform, low, high}; }
  static RandomDuration exponential(Duration mean) { return {Kind::exponential, mean, mean}; }

  // Error: what is allowed.
  static Result<RandomDuration> parse(std::string_view text);

  Duration draw(Random& random) const;
  Duration mean() const { return low_ + (high_ - low_) / 2; }
  bool is_zero() const { return high_ == Duration::zero(); }
  std::string text() const;  // parses to the same

 private:
  RandomDuration(Kind kind, Duration low, Duration high) : kind_(kind), low_(low), high_(high) {}

  Kind kind_ = Kind::fixed;
  Duration low_{};  // of an exponential one: the mean, as is high_
  Duration high_{};
};

}  // namespace oaisim::loadtest
