// A Prometheus histogram that one thread fills and another reads.
//
// Thread safety: observe() from one thread only; reading from any.  Units: seconds.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

namespace oaisim {

// Adds without a read-modify-write instruction: REQUIRES: one writer.
template <typename T>
void add_single_writer(std::atomic<T>& cell, T amount) {
  cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

class HistogramCells {
 public:
  static constexpr std::array kBounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,   0.5,     1.0,    2.5,   5.0,    10.0,  30.0, 60.0,  120.0};

  void observe(double seconds) {
    const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
    add_single_writer(counts_[static_cast<std::size_t>(bucket)], std::uint64_t{1});
    add_single_writer(sum_, seconds);
  }

  std::uint64_t count_in(std::size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<double> sum_{0};
};

}  // namespace oaisim
