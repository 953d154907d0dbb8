// How long bytes that the system had waited until they were received: what a busy client adds to its times of receipt.
//
//   bytes reach the kernel ──── the thread is busy with other connections ────► receive
//
// Timing a receive costs up to two system calls more, so only one in kEvery is timed.
//
// Ownership: records into a histogram that outlives it, in real nanoseconds.  Thread safety: none; it belongs to the
// thread of its connections.
#pragma once

#include <cstdint>

#include "common/base/clock.h"
#include "common/stats/hdr_histogram.h"

namespace oaisim {

class ReceiveLag {
 public:
  static constexpr std::uint32_t kEvery = 16;

  // Records what is received in [from, until) of the run's clock.
  ReceiveLag(HdrHistogram& lags, const Clock& clock, TimePoint from, TimePoint until)
      : lags_(lags), clock_(clock), from_(from), until_(until) {}

  // Whether the next receive is to be timed.
  bool is_due() { return receives_++ % kEvery == 0; }

  // Bytes that had arrived at `arrived`, which is real, were received at `received`.
  void add(TimePoint arrived, TimePoint received) {
    if (received >= from_ && received < until_) lags_.record((clock_.real_time_of(received) - arrived).count());
  }

 private:
  HdrHistogram& lags_;
  const Clock& clock_;
  TimePoint from_;
  TimePoint until_;
  std::uint32_t receives_ = 0;
};

}  // namespace oaisim
