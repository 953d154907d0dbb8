// What happened in a short part of a run, for charts over time.
//
// A request is offered in the slice of its intended moment; its outcome, tokens and latencies are in the slice of the
// moment when it was over.  The warm-up is included.
// Units: nanoseconds in histograms.  Thread safety: a value.
#pragma once

#include <cstdint>

#include "common/base/units.h"
#include "common/stats/hdr_histogram.h"

namespace oaisim::loadtest {

// As Latency, to two significant digits.
struct CompactLatency {
  CompactHistogram from_intended;
  CompactHistogram from_sent;

  void merge(const CompactLatency& other);
};

struct TimeSlice {
  Duration begin{};           // since the start of the run
  Duration length{};          // of the run's clock
  std::uint64_t offered = 0;  // due in it, dropped sends among them
  std::uint64_t succeeded = 0;
  std::uint64_t limited = 0;  // 429s
  std::uint64_t failed = 0;   // 429s not included
  std::uint64_t output_tokens = 0;
  double in_flight_mean = 0;       // requests in flight, over the time of the slice
  std::int64_t in_flight_max = 0;  // the workers' own maxima added up: not more than this were in flight at once
  double active_workers = 0;       // mean level of the requests that began in it; 0: not known
  CompactLatency ttft = {};        // of successes
  CompactLatency e2e = {};
};

}  // namespace oaisim::loadtest
