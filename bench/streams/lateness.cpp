#include "bench/streams/lateness.h"

#include <algorithm>
#include <sstream>

namespace oaisim::bench {

void Lateness::add(Duration at, Duration late) {
  const double x = to_seconds(at);
  const double y = to_milliseconds(late);
  values_.push_back(static_cast<float>(y));
  sum_at_ += x;
  sum_late_ += y;
  sum_at_at_ += x * x;
  sum_at_late_ += x * y;
}

double Lateness::mean() const { return sum_late_ / static_cast<double>(values_.size()); }

double Lateness::quantile(double share) {
  std::sort(values_.begin(), values_.end());
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values_.size()));
  return values_[std::min(rank, values_.size() - 1)];
}

std::string Lateness::json() {
  std::ostringstream out;
  out << "{\"mean\":" << mean() << ",\"min\":" << quantile(0) << ",\"p50\":" << quantile(0.5)
      << ",\"p99\":" << quantile(0.99) << ",\"p99.9\":" << quantile(0.999) << ",\"max\":" << quantile(1) << '}';
  return out.str();
}

double Lateness::drift_per_second() const {
  const auto n = static_cast<double>(values_.size());
  const double spread = n * sum_at_at_ - sum_at_ * sum_at_;
  return spread > 0 ? (n * sum_at_late_ - sum_at_ * sum_late_) / spread : 0;
}

}  // namespace oaisim::bench
