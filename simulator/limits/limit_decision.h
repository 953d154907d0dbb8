// The answer of a limiter, with all that replies, logs and metrics say about it.
//
// Thread safety: plain values.
#pragma once

#include "common/base/units.h"
#include "simulator/limits/limit_settings.h"

namespace oaisim {

// One limit as it stands after the decision.  When a key has a limit of its own, the tighter of the key's and
// the deployment's is shown.
struct LimitStatus {
  bool configured = false;
  TokenCount limit = 0;      // of the enforced window: under the azure profile requests per 10 s (or 1 s)
  TokenCount used = 0;       // may exceed `limit` after the limit was lowered
  TokenCount remaining = 0;  // never negative
  TokenCount requested = 0;  // cost of this request: 1, or its tokens
  Duration reset_after{};    // until nothing of the limit is in use
};

struct LimitDecision {
  bool admitted = true;
  LimitReason reason = LimitReason::none;      // when refused: the limit with the longer wait
  LimitProfile profile = LimitProfile::azure;  // that was applied
  bool never_fits = false;                     // the cost is above the whole limit: no wait will help
  bool by_key = false;                         // refused by the key's own limit, not the deployment's
  Duration retry_after{};                      // zero when admitted; kNeverFitsWait when never_fits
  TokenCount token_cost = 0;                   // estimated by the profile's formula, limited or not
  LimitStatus requests;
  LimitStatus tokens;

  // The limit that `reason` names.  REQUIRES: reason != none.
  const LimitStatus& refused_by() const { return reason == LimitReason::tokens ? tokens : requests; }
};

// What the Azure service asks for when a request can never fit.
inline constexpr Duration kNeverFitsWait = std::chrono::hours(24);

}  // namespace oaisim
