#include "common/stats/hdr_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

namespace oaisim {
namespace {

template <int LinearBits>
constexpr std::size_t kHalf = std::size_t{1} << (LinearBits - 1);  // buckets of a power of two

// log2 of the width of a bucket.
template <int LinearBits>
int shift_of(std::size_t bucket) {
  return bucket < 2 * kHalf<LinearBits> ? 0 : static_cast<int>(bucket / kHalf<LinearBits>) - 1;
}

}  // namespace

template <int LinearBits, typename Count>
std::size_t BucketHistogram<LinearBits, Count>::bucket_of(std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(value);
  const int shift = std::max(0, static_cast<int>(std::bit_width(magnitude)) - kLinearBits);
  return static_cast<std::size_t>(shift) * kHalf<LinearBits> + static_cast<std::size_t>(magnitude >> shift);
}

template <int LinearBits, typename Count>
std::int64_t BucketHistogram<LinearBits, Count>::lowest_of(std::size_t bucket) {
  const int shift = shift_of<LinearBits>(bucket);
  const auto magnitude = static_cast<std::uint64_t>(bucket - static_cast<std::size_t>(shift) * kHalf<LinearBits>);
  return static_cast<std::int64_t>(magnitude << shift);
}

template <int LinearBits, typename Count>
std::int64_t BucketHistogram<LinearBits, Count>::highest_of(std::size_t bucket) {
  return lowest_of(bucket) + static_cast<std::int64_t>((std::uint64_t{1} << shift_of<LinearBits>(bucket)) - 1);
}

template <int LinearBits, typename Count>
double BucketHistogram<LinearBits, Count>::middle_of(std::size_t bucket) {
  return (static_cast<double>(lowest_of(bucket)) + static_cast<double>(highest_of(bucket))) / 2;
}

template <int LinearBits, typename Count>
std::optional<BucketHistogram<LinearBits, Count>> BucketHistogram<LinearBits, Count>::restored(
    std::span<const std::uint64_t> buckets, std::optional<Exact> exact) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  while (!buckets.empty() && buckets.back() == 0) buckets = buckets.first(buckets.size() - 1);
  BucketHistogram histogram;
  if (buckets.size() > kMaxBuckets) return std::nullopt;
  if (buckets.empty()) return histogram;
  const auto first = static_cast<std::size_t>(
      std::find_if(buckets.begin(), buckets.end(), [](std::uint64_t count) { return count > 0; }) - buckets.begin());
  histogram.cover(first, buckets.size());
  for (std::size_t i = first; i < buckets.size(); ++i) {
    if (buckets[i] > std::numeric_limits<Count>::max() || buckets[i] > kMost - histogram.count_) return std::nullopt;
    histogram.counts_[i - histogram.first_] = static_cast<Count>(buckets[i]);
    histogram.count_ += buckets[i];
    histogram.sum_ += static_cast<double>(buckets[i]) * middle_of(i);
  }
  histogram.min_ = lowest_of(first);
  histogram.max_ = highest_of(buckets.size() - 1);
  if (!exact) return histogram;
  if (exact->min < histogram.min_ || exact->max > histogram.max_ || bucket_of(exact->min) != first ||
      exact->max < exact->min || bucket_of(exact->max) != buckets.size() - 1 || !std::isfinite(exact->sum) ||
      exact->sum < 0) {
    return std::nullopt;
  }
  histogram.min_ = exact->min;
  histogram.max_ = exact->max;
  histogram.sum_ = exact->sum;
  return histogram;
}

template <int LinearBits, typename Count>
void BucketHistogram<LinearBits, Count>::cover(std::size_t first, std::size_t end) {
  first = first / kHalf<LinearBits> * kHalf<LinearBits>;
  end = std::min((end + kHalf<LinearBits> - 1) / kHalf<LinearBits> * kHalf<LinearBits>, kMaxBuckets);
  if (counts_.empty()) first_ = first;
  if (first < first_) {
    counts_.insert(counts_.begin(), first_ - first, Count{0});
    first_ = first;
  }
  if (end > end_bucket()) counts_.resize(end - first_);
}

template <int LinearBits, typename Count>
void BucketHistogram<LinearBits, Count>::record(std::int64_t value) {
  value = std::max<std::int64_t>(value, 0);
  const std::size_t bucket = bucket_of(value);
  if (bucket - first_ >= counts_.size()) cover(bucket, bucket + 1);  // a lower one wraps around
  ++counts_[bucket - first_];
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value);
  ++count_;
}

template <int LinearBits, typename Count>
void BucketHistogram<LinearBits, Count>::merge(const BucketHistogram& other) {
  if (other.count_ == 0) return;
  cover(other.first_, other.end_bucket());
  const auto into = counts_.begin() + static_cast<std::ptrdiff_t>(other.first_ - first_);
  std::transform(other.counts_.begin(), other.counts_.end(), into, into, std::plus<>());
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ += other.count_;
}

template <int LinearBits, typename Count>
double BucketHistogram<LinearBits, Count>::standard_deviation() const {
  if (count_ == 0) return 0;
  const double center = mean();
  double squares = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const double distance = middle_of(first_ + i) - center;
    squares += static_cast<double>(counts_[i]) * distance * distance;
  }
  return std::sqrt(squares / static_cast<double>(count_));
}

template <int LinearBits, typename Count>
std::int64_t BucketHistogram<LinearBits, Count>::percentile(double percent) const {
  if (count_ == 0) return 0;
  // 99.9 / 100 * 1000 is a hair above 999; a rank must not be pushed up by that.
  const double wanted = std::ceil(percent / 100 * static_cast<double>(count_) - 1e-9);
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::max(0.0, wanted)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::clamp(highest_of(first_ + i), min_, max_);
  }
  return max_;
}

template <int LinearBits, typename Count>
std::uint64_t BucketHistogram<LinearBits, Count>::count_between(std::int64_t low, std::int64_t high) const {
  std::uint64_t count = 0;
  if (high <= low || high <= 0) return 0;
  const std::size_t end = std::min(end_bucket(), bucket_of(high));
  for (std::size_t i = std::max(first_, bucket_of(std::max<std::int64_t>(low, 0))); i < end; ++i) count += count_at(i);
  return count;
}

template class BucketHistogram<11, std::uint64_t>;
template class BucketHistogram<8, std::uint32_t>;

}  // namespace oaisim
