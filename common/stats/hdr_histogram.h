// Counts values over their whole range with three significant digits in bounded memory.
//
//   value   0 .. 2047   2048 .. 4095   4096 .. 8191   ...
//   width       1            2              4               a bucket is 1/1024 of its value or narrower
//   buckets   2048         1024           1024
//
// Buckets are linear within a power of two and the powers are logarithmic (the high dynamic range layout of
// Gil Tene's HdrHistogram).  The array grows to the largest value seen and never beyond kMaxBuckets (434 KiB),
// however many values are recorded.  Units are the caller's; this project records nanoseconds.
//
// Thread safety: none; each owner records into its own and merges when it is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oaisim {

class HdrHistogram {
 public:
  static constexpr int kLinearBits = 11;
  static constexpr std::size_t kMaxBuckets = (std::size_t{1} << (kLinearBits - 1)) * (65 - kLinearBits);

  // O(1).  A negative value counts as 0.
  void record(std::int64_t value);

  // Afterwards this holds what it would hold had it recorded the values of both.
  void merge(const HdrHistogram& other);

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }

  // Exact, except the standard deviation, which is that of the buckets' middles.  All are 0 when empty.
  std::int64_t min() const { return count_ == 0 ? 0 : min_; }
  std::int64_t max() const { return max_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  double standard_deviation() const;

  // The smallest value, rounded up by at most 1/1024, that at least `percent` of the values do not exceed.
  // REQUIRES: 0 <= percent <= 100.
  std::int64_t percentile(double percent) const;

  // How many values lie in [low, high), to the width of a bucket.
  std::uint64_t count_between(std::int64_t low, std::int64_t high) const;

 private:
  static std::size_t bucket_of(std::int64_t value);
  static std::int64_t lowest_of(std::size_t bucket);
  static std::int64_t highest_of(std::size_t bucket);

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace oaisim
