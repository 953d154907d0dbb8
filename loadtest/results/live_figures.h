// What a worker shows of itself while it runs: counters that it alone writes and any thread may read.
//
// Counters only grow, so that a reader takes the difference to what it read before and nothing is ever reset or locked.
// A reader may see a request in one counter and not yet in another.
// Memory: 58 KiB, of which only the latencies that occur are touched.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "common/stats/hdr_histogram.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

// A counter of one writer: no locked instruction is needed.
template <typename T>
class LiveCounter {
 public:
  void add(T by) { value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed); }
  T get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<T> value_{0};
};

struct alignas(64) LiveFigures {
  using Buckets = std::array<LiveCounter<std::uint32_t>, CompactHistogram::kMaxBuckets>;

  LiveCounter<std::uint64_t> offered;  // due, or about to be
  std::array<LiveCounter<std::uint64_t>, kOutcomes> by_outcome;
  LiveCounter<std::uint64_t> output_tokens;
  LiveCounter<std::int64_t> in_flight;
  Buckets ttft;  // from intended, of successes
  Buckets e2e;

  // A request is over.
  void add(const RequestRecord& record) {
    by_outcome[static_cast<std::size_t>(record.outcome)].add(1);
    if (record.outcome != Outcome::success) return;
    output_tokens.add(static_cast<std::uint64_t>(record.completion_tokens));
    add(ttft, record.intended, record.first_token);
    add(e2e, record.intended, record.last_token);
  }

 private:
  static void add(Buckets& buckets, TimePoint begin, TimePoint end) {
    if (end == kNever) return;
    buckets[CompactHistogram::bucket_of(std::max<Duration::rep>(0, (end - begin).count()))].add(1);
  }
};

}  // namespace oaisim::loadtest
