// Counts values over their whole range in bounded memory, in buckets of a bounded relative width.
//
//   HdrHistogram       value   0 .. 2047   2048 .. 4095   4096 .. 8191   ...
//   (11 linear bits)   width       1            2              4               1/1024 of the value or narrower
//                      buckets   2048         1024           1024              three significant digits
//   CompactHistogram   the same with 8 linear bits: 1/128 of the value, two significant digits, 1/16 of the memory
//
// Buckets are linear within a power of two and the powers are logarithmic (the high dynamic range layout of
// Gil Tene's HdrHistogram, unit magnitude 0).  Only the powers between the smallest and the largest value seen take
// memory, and never more than kMaxBuckets (434 KiB, or 28 KiB), however many values are recorded.  Units are the
// caller's; this project records nanoseconds.
//
// Thread safety: none; each owner records into its own and merges when it is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace oaisim {

// `Count` must hold how often one bucket is hit.
template <int LinearBits, typename Count>
class BucketHistogram {
 public:
  static constexpr int kLinearBits = LinearBits;
  static constexpr std::size_t kMaxBuckets = (std::size_t{1} << (kLinearBits - 1)) * (65 - kLinearBits);

  // What the buckets alone do not tell.
  struct Exact {
    std::int64_t min = 0;
    std::int64_t max = 0;
    double sum = 0;
  };

  // A histogram of which `buckets` holds the counts from the first bucket on.  Without `exact`, its minimum and maximum
  // are those of its buckets and its sum is that of their middles.  Nothing: there are too many buckets, their counts
  // do not add up in 63 bits, or `exact` lies outside of them.
  static std::optional<BucketHistogram> restored(std::span<const std::uint64_t> buckets, std::optional<Exact> exact);

  // O(1).  A negative value counts as 0.
  void record(std::int64_t value);

  // Afterwards this holds what it would hold had it recorded the values of both.
  void merge(const BucketHistogram& other);

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }

  // Exact, except the standard deviation, which is that of the buckets' middles.  All are 0 when empty.
  std::int64_t min() const { return count_ == 0 ? 0 : min_; }
  std::int64_t max() const { return max_; }
  double sum() const { return sum_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  double standard_deviation() const;

  // The smallest value, rounded up by at most the width of its bucket, that at least `percent` of the values do not
  // exceed.
  // REQUIRES: 0 <= percent <= 100.
  std::int64_t percentile(double percent) const;

  // How many values lie in [low, high), to the width of a bucket.
  std::uint64_t count_between(std::int64_t low, std::int64_t high) const;

  // The buckets that take memory: [first_bucket(), end_bucket()).  The count of one of them, and its bounds, both
  // included.
  std::size_t first_bucket() const { return first_; }
  std::size_t end_bucket() const { return first_ + counts_.size(); }
  std::uint64_t count_at(std::size_t bucket) const { return counts_[bucket - first_]; }
  static std::int64_t lowest_of(std::size_t bucket);
  static std::int64_t highest_of(std::size_t bucket);
  static std::size_t bucket_of(std::int64_t value);  // REQUIRES: value >= 0

 private:
  static double middle_of(std::size_t bucket);

  // Makes [first, end) part of the buckets that take memory.
  void cover(std::size_t first, std::size_t end);

  std::vector<Count> counts_;
  std::size_t first_ = 0;  // the bucket of counts_[0]; a whole power of two begins there
  std::uint64_t count_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

using HdrHistogram = BucketHistogram<11, std::uint64_t>;
using CompactHistogram = BucketHistogram<8, std::uint32_t>;

extern template class BucketHistogram<11, std::uint64_t>;
extern template class BucketHistogram<8, std::uint32_t>;

}  // namespace oaisim
