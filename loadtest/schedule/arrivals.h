// The requests of an open loop, one after the other: when each is due, whatever became of those before.
//
// They compose.  Bursts of a Poisson process under a ramp, of which this worker takes every fourth:
//
//   ArrivalShare(ProfiledArrivals(start, ramp, Bursts(PoissonProcess(seed), 10)), 1, 4)
//
// Every worker makes the whole sequence from the run's seed and takes its share of it, so that all together offer
// exactly that sequence, whatever their number.  Knows nothing of what a request is.
//
// Thread safety: none; each has one owner.  Time is passed in, never read.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "loadtest/plan/arrival.h"
#include "loadtest/plan/load_plan.h"
#include "loadtest/schedule/level_profile.h"
#include "loadtest/schedule/point_process.h"

namespace oaisim::loadtest {

class Arrivals {
 public:
  virtual ~Arrivals() = default;

  // The next arrival, not due before the one that was returned last; nothing: there are no more.
  virtual std::optional<Arrival> next() = 0;
};

// A process of unit rate, stretched and squeezed until its rate is the profile's: moments are those at which the area
// below the profile passes the process's.
class ProfiledArrivals final : public Arrivals {
 public:
  ProfiledArrivals(TimePoint start, LevelProfile profile, std::unique_ptr<PointProcess> process)
      : start_(start), profile_(std::move(profile)), process_(std::move(process)) {}
  std::optional<Arrival> next() override;

 private:
  TimePoint start_;
  LevelProfile profile_;
  std::unique_ptr<PointProcess> process_;
  std::uint64_t number_ = 0;
};

// The rows of a trace, `scale` times as fast as they were recorded.
class TraceArrivals final : public Arrivals {
 public:
  TraceArrivals(TimePoint start, TraceFile trace, double scale)
      : start_(start), trace_(std::move(trace)), scale_(scale) {}

  // A row that cannot be read ends the arrivals: it was readable when the run was planned.
  std::optional<Arrival> next() override;

 private:
  TimePoint start_;
  TraceFile trace_;
  double scale_;
  std::uint64_t number_ = 0;
};

// The arrivals `index`, `index + count`, `index + 2 * count`, ... of others.
class ArrivalShare final : public Arrivals {
 public:
  // REQUIRES: 0 <= index < count.
  ArrivalShare(std::unique_ptr<Arrivals> all, int index, int count)
      : all_(std::move(all)), skip_(index), count_(count) {}
  std::optional<Arrival> next() override;

 private:
  std::unique_ptr<Arrivals> all_;
  int skip_;  // before the next that is taken
  int count_;
};

// What an open loop's plan asks for, as the share `index` of `count`.
// Error: a trace that cannot be read.
Result<std::unique_ptr<Arrivals>> make_arrivals(const LoadPlan& load, TimePoint start, int index, int count);

}  // namespace oaisim::loadtest
