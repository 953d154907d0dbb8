// The windows of one owner (a deployment, or a key of it), for every profile by which it may be addressed.
//
//   profile   tokens                    requests
//   azure     TPM in a sliding 60 s     ceil(RPM/6) in a sliding 10 s, or ceil(RPM/60) in 1 s
//   openai    TPM, a bucket over 60 s   RPM, a bucket over 60 s
//   anthropic the same
//
// Where the rounding of the azure request window would let more than RPM through, a second window of RPM over
// 60 s holds as well: the stated rate is neither exceeded nor missed.
//
// Thread safety: none; the owner serialises calls.
#pragma once

#include <array>
#include <optional>

#include "common/base/units.h"
#include "simulator/limits/limit_decision.h"
#include "simulator/limits/limit_settings.h"
#include "simulator/limits/window.h"

namespace oaisim {

// The windows of one owner under one profile.
class ProfileQuota {
 public:
  // What stands between a request and its admission.
  struct Check {
    LimitReason reason = LimitReason::none;  // none: the request fits
    Duration retry_after{};                  // Duration::max(): never
  };

  // Changes the limits; see DeploymentLimiter::configure.
  void configure(LimitProfile profile, const LimitRates& rates, const LimitSettings& settings, TimePoint now);

  void advance(TimePoint now);
  Check check(TokenCount tokens) const;
  void charge(TokenCount tokens);
  LimitStatus request_status() const;
  LimitStatus token_status(TokenCount requested) const;

 private:
  std::optional<Window> tokens_;
  std::optional<Window> requests_;
  std::optional<Window> requests_per_minute_;
};

class Quota {
 public:
  // Token costs by profile.
  using Costs = std::array<TokenCount, kLimitProfiles>;

  Quota(const LimitRates& rates, const LimitSettings& settings, TimePoint now) { configure(rates, settings, now); }

  void configure(const LimitRates& rates, const LimitSettings& settings, TimePoint now);

  // Brings all windows to `now`.
  void advance(TimePoint now);
  const ProfileQuota& of(LimitProfile profile) const { return profiles_[static_cast<std::size_t>(profile)]; }
  void charge(const Costs& tokens);

 private:
  std::array<ProfileQuota, kLimitProfiles>
      profiles_;  // all, whichever is in use, so that a change of profile keeps history
};

}  // namespace oaisim
