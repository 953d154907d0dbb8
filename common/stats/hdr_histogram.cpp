#include "common/stats/hdr_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace oaisim {
namespace {

constexpr std::size_t kHalf = std::size_t{1} << (HdrHistogram::kLinearBits - 1);

// log2 of the width of a bucket.
int shift_of(std::size_t bucket) { return bucket < 2 * kHalf ? 0 : static_cast<int>(bucket / kHalf) - 1; }

}  // namespace

std::size_t HdrHistogram::bucket_of(std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(value);
  const int shift = std::max(0, static_cast<int>(std::bit_width(magnitude)) - kLinearBits);
  return static_cast<std::size_t>(shift) * kHalf + static_cast<std::size_t>(magnitude >> shift);
}

std::int64_t HdrHistogram::lowest_of(std::size_t bucket) {
  const int shift = shift_of(bucket);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(bucket - static_cast<std::size_t>(shift) * kHalf)
                                   << shift);
}

std::int64_t HdrHistogram::highest_of(std::size_t bucket) {
  return lowest_of(bucket) + static_cast<std::int64_t>((std::uint64_t{1} << shift_of(bucket)) - 1);
}

void HdrHistogram::record(std::int64_t value) {
  value = std::max<std::int64_t>(value, 0);
  const std::size_t bucket = bucket_of(value);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  ++buckets_[bucket];
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value);
  ++count_;
}

void HdrHistogram::merge(const HdrHistogram& other) {
  if (other.count_ == 0) return;
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ += other.count_;
}

double HdrHistogram::standard_deviation() const {
  if (count_ == 0) return 0;
  const double center = mean();
  double squares = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (buckets_[i] == 0) continue;
    const double middle = (static_cast<double>(lowest_of(i)) + static_cast<double>(highest_of(i))) / 2;
    squares += static_cast<double>(buckets_[i]) * (middle - center) * (middle - center);
  }
  return std::sqrt(squares / static_cast<double>(count_));
}

std::int64_t HdrHistogram::percentile(double percent) const {
  if (count_ == 0) return 0;
  // 99.9 / 100 * 1000 is a hair above 999; a rank must not be pushed up by that.
  const double wanted = std::ceil(percent / 100 * static_cast<double>(count_) - 1e-9);
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::max(0.0, wanted)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= rank) return std::clamp(highest_of(i), min_, max_);
  }
  return max_;
}

std::uint64_t HdrHistogram::count_between(std::int64_t low, std::int64_t high) const {
  std::uint64_t count = 0;
  if (high <= low || high <= 0) return 0;
  const std::size_t end = std::min(buckets_.size(), bucket_of(high));
  for (std::size_t i = bucket_of(std::max<std::int64_t>(low, 0)); i < end; ++i) count += buckets_[i];
  return count;
}

}  // namespace oaisim
