// When the requests of a run are due, and how many there are.
//
// Units: durations are those of the run's Clock, so a time scale applies to all of them.
// Thread safety: a value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"
#include "loadtest/plan/random_duration.h"
#include "loadtest/plan/stage.h"
#include "loadtest/plan/trace_file.h"

namespace oaisim::loadtest {

// How the requests of a run come about.
enum class LoadShape {
  closed_loop,  // each user sends, waits for the reply, thinks, and sends again
  paced_users,  // each user sends at fixed moments, unless its last reply is still awaited
  open_loop,    // requests are due at moments of their own whatever the replies do
};

// How the moments of an open loop are spread around its rate.
enum class ArrivalKind {
  constant,  // evenly
  poisson,   // independently of one another
  gamma,     // in between (burstiness above 1), or in clusters (below 1)
  trace,     // as they were recorded
};

struct TracePlan {
  std::string path = {};  // empty: none
  TraceFormat format = TraceFormat::automatic;
  double scale = 1;  // how many times as fast it is replayed
};

struct LoadPlan {
  LoadShape shape = LoadShape::closed_loop;
  std::int64_t users = 1;                        // closed_loop and paced_users: the most there are at once
  double spawn_rate = 0;                         // users started per second; 0: all at once
  RandomDuration think_time;                     // closed_loop
  double requests_per_second = 0;                // open_loop without stages: in all; paced_users: of all users together
  ArrivalKind arrivals = ArrivalKind::constant;  // open_loop
  double burstiness = 1;                         // gamma: the shape, as vLLM and GuideLLM mean it; 1 is poisson
  std::int64_t burst = 1;                        // open_loop: requests that are due at the same moment
  std::vector<Stage> stages;                     // of requests/s or of users; empty: the same from start to end
  TracePlan trace;
  std::uint64_t seed = 0;
  std::int64_t max_connections = 0;  // open_loop
  std::optional<Duration> duration;  // at least one of duration, requests and passes is set
  std::optional<std::int64_t> requests;
  std::optional<std::int64_t> passes;  // over the dataset, which then says how many requests there are
  Duration warmup{};                   // at the start, left out of the figures
  Duration cooldown{};                 // at the end of the duration, likewise

  // How many connections the run may hold at once: of an open loop never more than it has requests.
  std::int64_t connections() const {
    if (shape != LoadShape::open_loop) return users;
    return requests ? std::min(*requests, max_connections) : max_connections;
  }

  // The level over the run: requests/s of an open loop, otherwise users.  A trace has none.
  std::vector<Stage> levels() const;

  // When all users have started, counted from the start of the run; zero when stages say how many there are.
  Duration ramp() const;

  // One line for people: what is offered, without how long.
  std::string text() const;
};

}  // namespace oaisim::loadtest
