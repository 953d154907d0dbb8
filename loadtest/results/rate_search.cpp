#include "loadtest/results/rate_search.h"

#include <algorithm>

namespace oaisim::loadtest {

std::optional<double> RateSearch::next() const {
  if (trials_for_nothing_ > 1) return std::nullopt;
  if (!highest_) return broken_ ? std::nullopt : std::optional(bounds_.start);
  if (!broken_) {
    if (*highest_ >= bounds_.most) return std::nullopt;
    return std::min(*highest_ * 2, bounds_.most);
  }
  if (*broken_ - *highest_ <= bounds_.precision * *highest_) return std::nullopt;
  return (*highest_ + *broken_) / 2;
}

void RateSearch::give(bool sustained) {
  (sustained ? highest_ : broken_) = next();
  trials_for_nothing_ = 0;
}

}  // namespace oaisim::loadtest
