// How much load there is at the moment a request begins: what figures per level and per stage are grouped by.
//
// Of users it is how many the plan wants at that moment, which is known beforehand; of an open loop how many
// requests of the run are in flight, for which the workers share one counter.
//
// Thread safety: all of it.
#pragma once

#include <atomic>
#include <cmath>
#include <cstdint>
#include <vector>

#include "loadtest/plan/load_plan.h"
#include "loadtest/schedule/level_profile.h"

namespace oaisim::loadtest {

class Concurrency {
 public:
  Concurrency(const LoadPlan& load, TimePoint start)
      : open_loop_(load.shape == LoadShape::open_loop),
        start_(start),
        levels_(open_loop_ ? load.levels() : whole_users(load)) {}

  // A request begins.  Its level, itself included.
  std::int32_t begin(TimePoint now) {
    if (open_loop_) return in_flight_.fetch_add(1, std::memory_order_relaxed) + 1;
    return static_cast<std::int32_t>(levels_.level_at(now - start_) + kRounding);
  }

  // It is over.
  void end() {
    if (open_loop_) in_flight_.fetch_sub(1, std::memory_order_relaxed);
  }

  std::int32_t stage_at(TimePoint moment) const { return levels_.stage_at(moment - start_); }

  // Of users, or of requests per second.
  const LevelProfile& levels() const { return levels_; }

 private:
  // A stage that rises from 1 to 4 users has a quarter of its time for each of the four: the last does not come when it
  // is over already.
  static std::vector<Stage> whole_users(const LoadPlan& load) {
    std::vector<Stage> stages = load.levels();
    if (load.stages.empty()) return stages;  // as many users a second as were asked for
    for (Stage& stage : stages) {
      if (stage.to > stage.from) stage.to = std::floor(stage.to) + 1;
    }
    return stages;
  }

  // The user n begins at the nanosecond before the level is n.
  static constexpr double kRounding = 1e-3;

  const bool open_loop_;
  const TimePoint start_;
  const LevelProfile levels_;
  alignas(64) std::atomic<std::int32_t> in_flight_{0};
};

}  // namespace oaisim::loadtest
