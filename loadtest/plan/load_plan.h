// When the requests of a run are due, and how many there are.
//
// Units: durations are those of the run's Clock, so a time scale applies to all of them.
// Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/units.h"

namespace oaisim::loadtest {

// How the requests of a run come about.
enum class LoadShape {
  closed_loop,    // each user sends, waits for the reply, thinks, and sends again
  paced_users,    // each user sends at fixed moments, unless its last reply is still awaited
  constant_rate,  // requests are due at fixed moments whatever the replies do (an open loop)
};

struct LoadPlan {
  LoadShape shape = LoadShape::closed_loop;
  std::int64_t users = 1;            // closed_loop and paced_users
  double spawn_rate = 0;             // users started per second; 0: all at once
  Duration think_time{};             // closed_loop
  double requests_per_second = 0;    // constant_rate: in all; paced_users: of all users together
  std::int64_t max_connections = 0;  // constant_rate
  std::optional<Duration> duration;  // at least one of duration and requests is set
  std::optional<std::int64_t> requests;
  Duration warmup{};  // at the start, left out of the figures

  // How many connections the run may hold at once.
  std::int64_t connections() const { return shape == LoadShape::constant_rate ? max_connections : users; }

  // When all users have started, counted from the start of the run.
  Duration ramp() const;
};

}  // namespace oaisim::loadtest
