// How requests are sent that are due: again after a failure, not too many in a minute, given up midway, and from
// which addresses.
//
// Units: durations are those of the run's Clock.  Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"
#include "loadtest/plan/random_duration.h"

namespace oaisim::loadtest {

// Which failures are worth sending a request again, and how long to wait before: as long as `retry-after` says,
// otherwise a random part of base * 2^(retries so far), of cap at most ("full jitter": M. Brooker, "Exponential
// Backoff And Jitter", AWS Architecture Blog, 2015).
struct RetryPlan {
  bool on_429 = false;
  bool on_5xx = false;
  bool on_connect = false;
  bool on_timeout = false;
  std::int64_t attempts = 10;  // in all, of one request
  Duration base = std::chrono::milliseconds(500);
  Duration cap = std::chrono::seconds(8);
};

// Requests whose connection is closed while the reply is awaited or arrives, as users do who lose patience or have read
// enough.
struct CancelPlan {
  double share = 0;                                         // of all requests, from 0 to 1
  std::optional<RandomDuration> after = std::nullopt;       // it was sent
  std::optional<std::int64_t> after_events = std::nullopt;  // with content came, of a stream
};

struct SendPlan {
  std::optional<std::int64_t> requests_per_minute = std::nullopt;  // never more in any 60 s
  std::optional<std::int64_t> tokens_per_minute = std::nullopt;
  CancelPlan cancel = {};
  std::vector<std::string> source_addresses = {};  // of this machine, used in turn; empty: the system chooses
};

}  // namespace oaisim::loadtest
