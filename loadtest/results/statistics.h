// What a worker counts and measures while it runs, and all workers together afterwards.
//
// Latencies are of successes only, and of requests that were due after the warm-up.  Counts are kept twice, of
// those requests and of the whole run.  The steady window is from the end of the warm-up and of the users'
// start to the end of the plan, to the moment when the run was stopped, or to the last reply of a run that ends after a
// number of requests; throughput counts what was completed in it.  It is the same for all workers.
//
// Memory: histograms of bounded size and number, and one counter per minute of the run; nothing grows per request.
// Units: nanoseconds in histograms.  Thread safety: none; each worker has its own, merge() when it is over.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "loadtest/results/error_sample.h"
#include "loadtest/results/figures.h"
#include "loadtest/results/request_record.h"
#include "loadtest/results/segment_table.h"
#include "loadtest/results/timeline.h"
#include "loadtest/results/timing_errors.h"

namespace oaisim::loadtest {

// Of a minute of the run, by the moment of sending.
struct MinuteCounts {
  std::uint64_t admitted = 0;  // successes
  std::uint64_t limited_for_requests = 0;
  std::uint64_t limited_for_tokens = 0;
  std::uint64_t others = 0;
};

// How the client itself did, after the warm-up.  Its lags are in real nanoseconds, whatever the time scale.
struct ClientHealth {
  HdrHistogram send_lag;            // from when a request could have gone to when it went
  HdrHistogram receive_lag;         // from when bytes had arrived to when they were received; of some receives
  HdrHistogram event_loop_lag;      // how late timers were
  std::uint64_t late_sends = 0;     // of an open loop: no connection was free when they were due
  std::uint64_t dropped_sends = 0;  // of an open loop: too many were waiting already
  double busiest_core = 0;          // share of a core that the busiest worker used
  double cores_busy = 0;            // of the whole process

  void merge(const ClientHealth& other);
};

class WorkerStatistics {
 public:
  static constexpr std::size_t kMaxMinutes = 7 * 24 * 60;  // later minutes count into the last
  static constexpr std::size_t kMaxLevels = 24;
  static constexpr std::size_t kMaxStages = 64;

  // `slos` are the plan's and outlive this.
  WorkerStatistics(TimePoint start, TimePoint steady_begin, std::span<const Slo> slos = {})
      : start_(start), steady_begin_(steady_begin), slos_(slos), timeline_(start) {}

  // A request begins: `now` is its intended moment or when its worker was free for it, whichever is later.  Its stage,
  // level and warm-up are set.
  void begin(TimePoint now, const RequestRecord& record);

  // It is over.  `gaps` between the content events of the reply; `gaps_dropped` more were not kept.  `error` is what
  // the server or the system said of a failure.
  void add(const RequestRecord& record, std::span<const Duration> gaps, std::uint64_t gaps_dropped,
           std::string_view error = {});

  // A request of an open loop that was due at `intended` is never sent.
  void drop(TimePoint intended, bool measured);

  // A failure that is going to be retried.
  void add_retry(const RequestRecord& record);

  // Ends the steady window.  The earliest of several calls counts.
  void end_steady_window(TimePoint now);

  const Counts& steady() const { return steady_; }  // of what was completed in the steady window
  bool steady_has_ended() const { return steady_end_ != TimePoint::max(); }
  Duration steady_length() const;  // REQUIRES: end_steady_window() was called

  // How many met every SLO: of all that are measured, and of those completed in the steady window.
  std::uint64_t good() const { return good_; }
  std::uint64_t steady_good() const { return steady_good_; }
  std::uint64_t offered() const { return measured_.requests + dropped_; }

  const Latencies& latencies() const { return latencies_; }
  const TokenFigures& tokens() const { return tokens_; }
  const Counts& measured() const { return measured_; }
  const Counts& whole_run() const { return whole_run_; }
  const std::vector<MinuteCounts>& minutes() const { return minutes_; }
  const SegmentTable& stages() const { return stages_; }
  SegmentTable levels() const;
  const Timeline& timeline() const { return timeline_; }
  const ErrorSamples& errors() const { return errors_; }
  TimePoint last_finish() const { return last_finish_; }
  ClientHealth& health() { return health_; }
  const ClientHealth& health() const { return health_; }
  TimingErrors& timing() { return timing_; }
  const TimingErrors& timing() const { return timing_; }

 private:
  void add_latencies(const RequestRecord& record, std::span<const Duration> gaps);
  void add_to_minute(const RequestRecord& record);
  void add_to_steady_window(const RequestRecord& record, bool good);

  TimePoint start_;
  TimePoint steady_begin_;
  TimePoint steady_end_ = TimePoint::max();
  TimePoint last_finish_{};
  std::span<const Slo> slos_;
  Latencies latencies_;
  TokenFigures tokens_;
  Counts measured_;
  Counts whole_run_;
  std::uint64_t dropped_ = 0;  // after the warm-up
  std::uint64_t good_ = 0;     // likewise
  Counts steady_;
  std::uint64_t steady_good_ = 0;
  std::vector<MinuteCounts> minutes_;
  SegmentTable stages_{kMaxStages};
  SegmentTable levels_{kMaxLevels};
  Timeline timeline_;
  ErrorSamples errors_;
  ClientHealth health_;
  TimingErrors timing_;
};

}  // namespace oaisim::loadtest
