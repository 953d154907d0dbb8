#include "loadtest/engine/retry_policy.h"

#include <algorithm>
#include <cmath>

namespace oaisim::loadtest {

bool RetryPolicy::covers(Outcome outcome) const {
  switch (outcome) {
    case Outcome::rate_limited:
      return plan_.on_429;
    case Outcome::server_error:
      return plan_.on_5xx;
    case Outcome::connect:
      return plan_.on_connect;
    case Outcome::timeout:
      return plan_.on_timeout;
    default:
      return false;
  }
}

Duration RetryPolicy::delay(const RequestRecord& record) {
  if (record.retry_after > Duration::zero()) return record.retry_after;
  const double longest = std::min(to_seconds(plan_.cap), std::ldexp(to_seconds(plan_.base), record.retries));
  return from_seconds(longest * random_.uniform());
}

}  // namespace oaisim::loadtest
