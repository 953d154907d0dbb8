// The level of a load over time: straight lines, one per stage, with steps between them.
//
//   level  │      ╱‾‾‾‾‾‾│
//          │    ╱        │___
//          └──╱──────────────┴──► time since the start of the run
//
// Of an open loop the level is requests per second, and the area below it counts requests: the inverse of the area
// turns moments of unit rate into those of the profile, exactly.  Of a closed loop it is users.
//
// Units: seconds within, Durations at the border.  Thread safety: read-only after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/units.h"
#include "loadtest/plan/stage.h"

namespace oaisim::loadtest {

class LevelProfile {
 public:
  // A stage of length kForever is the last that counts.
  explicit LevelProfile(const std::vector<Stage>& stages);

  double level_at(Duration since_start) const;  // 0 outside of the stages

  // The stage that holds the moment; the first before all, the last after all, 0 when there are none.
  std::int32_t stage_at(Duration since_start) const;

  // When the area below the level exceeds `area`; nothing: it never does.
  std::optional<Duration> moment_of(double area) const;

  // The first moment from `from` on at which the level is at least `level`; nothing: there is none.
  std::optional<Duration> reaches(double level, Duration from) const;

 private:
  struct Segment {
    double begin;
    double length;  // infinite of the last, perhaps
    double from;
    double to;
    double area_end;  // of this and all before

    double end() const { return begin + length; }
    double at(double moment) const;
  };

  std::size_t segment_at(double moment) const;  // segments_.size() when it is after all

  std::vector<Segment> segments_;
};

}  // namespace oaisim::loadtest
