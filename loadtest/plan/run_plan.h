// What a load test does: validated and immutable once it is made.
//
// A RunPlan comes from the flags of `oaisim-load run` (run_options.h) or from a scenario (scenarios.h), and is
// all that the engine and the reporters know of the wishes behind it.  It holds the key; nothing prints it.
//
// Units: durations and moments are those of the run's Clock, so a time scale applies to all of them.
// Thread safety: read-only while a run uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"
#include "loadtest/plan/target.h"
#include "loadtest/plan/threshold.h"

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

// The prompt when none is given.
inline constexpr const char* kDefaultPrompt = "Tell me a short story about the sea.";

// What each request asks for.
struct ChatPlan {
  std::vector<std::string> prompts;  // used in turn; at least one
  std::optional<std::int64_t> max_tokens;
  bool stream = false;
};

struct RetryPlan {
  bool on_429 = false;         // wait as long as `retry-after` says and send again
  std::int64_t attempts = 10;  // in all, of one request
};

struct Timeouts {
  Duration connect = std::chrono::seconds(10);
  Duration first_byte = std::chrono::seconds(120);
  Duration whole = std::chrono::seconds(300);
  Duration drain = std::chrono::seconds(30);  // for replies that are awaited when the duration is over
};

struct RunPlan {
  std::string name;  // of the scenario; "run" otherwise
  Target target;
  LoadPlan load;
  ChatPlan chat;
  RetryPlan retry;
  Timeouts timeouts;
  int threads = 1;
  double time_scale = 1;
  std::vector<Threshold> thresholds;
  std::string json_path;        // empty: none
  std::string csv_path;         // empty: none
  std::string spool_path = {};  // the same rows, for the store; empty: none
  bool quiet = false;           // no progress line
};

}  // namespace oaisim::loadtest
