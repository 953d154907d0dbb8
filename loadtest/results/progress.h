// How far a run has come, for those who watch it.
//
// Ownership: a ProgressSampler refers to the workers' figures, which outlive it.  Thread safety: Progress is a value; a
// ProgressSampler belongs to one thread, the workers go on meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/units.h"
#include "common/stats/hdr_histogram.h"
#include "loadtest/results/live_figures.h"

namespace oaisim::loadtest {

struct Progress {
  Duration elapsed{};                                    // of the run's clock
  std::uint64_t offered = 0;                             // due so far, or about to be
  std::array<std::uint64_t, kOutcomes> by_outcome = {};  // of the requests that are over
  std::uint64_t output_tokens = 0;
  std::int64_t in_flight = 0;
  CompactHistogram ttft = {};  // from intended, of the last full period
  CompactHistogram e2e = {};

  std::uint64_t of(Outcome outcome) const { return by_outcome[static_cast<std::size_t>(outcome)]; }
  std::uint64_t succeeded() const { return of(Outcome::success); }
  std::uint64_t limited() const { return of(Outcome::rate_limited); }
  std::uint64_t failed() const;                                                  // 429s not included
  std::uint64_t finished() const { return succeeded() + limited() + failed(); }  // not: cancelled midway, abandoned
};

// The classes of the requests that failed(), the most frequent first.
std::vector<std::pair<std::string_view, std::uint64_t>> failing_classes(const Progress& progress);

class ProgressSampler {
 public:
  // `period`: of the run's clock, over which latencies are recent.
  ProgressSampler(std::vector<const LiveFigures*> workers, Duration period)
      : workers_(std::move(workers)), period_(period) {}

  Progress sample(Duration elapsed);

 private:
  // The counts of a histogram of all workers together.
  struct Recent {
    std::vector<std::uint64_t> seen;  // until the period began
    CompactHistogram histogram;       // of the period
  };

  void renew(Recent& recent, LiveFigures::Buckets LiveFigures::*buckets) const;

  std::vector<const LiveFigures*> workers_;
  Duration period_;
  Duration renewed_{};
  Recent ttft_;
  Recent e2e_;
};

}  // namespace oaisim::loadtest
