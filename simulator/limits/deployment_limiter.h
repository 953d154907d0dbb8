// Decides whether a deployment admits a request: one quota, however the deployment is addressed.
//
//                          ┌ azure windows   (tokens, requests) ┐
//   request ── deployment ─┤                                    ├─ all of the request's own profile fit: admitted
//           └─ its key ────┤                                    │   and charged to every window
//                          ├ openai windows  (tokens, requests) │
//                          └ anthropic windows (the same)         ┘
//
// A request is checked against the windows of its own profile, the deployment's and (where configured) the
// key's, before any is charged.  An admitted request is charged to the windows of all profiles, each by its
// own cost formula, so that mixing addresses does not add up to several quotas.
//
// Memory is bounded: a key's windows are made when it is first seen, and beyond `max_keys` the key that has
// been idle longest is forgotten and counted in dropped_keys().
//
// Thread safety: all of it; one mutex, held for a few hundred nanoseconds.  Time is passed in; times that go
// backwards a little across threads are taken as the latest seen.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>

#include "common/base/units.h"
#include "simulator/limits/limit_cost.h"
#include "simulator/limits/limit_decision.h"
#include "simulator/limits/limit_settings.h"
#include "simulator/limits/quota.h"

namespace oaisim {

class DeploymentLimiter {
 public:
  static constexpr std::size_t kDefaultMaxKeys = 1024;

  explicit DeploymentLimiter(const LimitSettings& settings, std::size_t max_keys = kDefaultMaxKeys);

  // `address_profile` is that of the address that was called; the settings may name another.  `key` identifies
  // the caller's key, e.g. by a hash; it does not matter when no limit per key is configured.
  LimitDecision admit(LimitProfile address_profile, const LimitCost& cost, std::uint64_t key, TimePoint now);

  // Changes the limits and keeps what was counted; a lower limit is felt at once.  Where the kind or the width
  // of a window changes, what was in use is carried over as if it were charged at the latest time seen.
  void configure(const LimitSettings& settings);

  LimitSettings settings() const;
  bool wants_exact_prompt_tokens() const { return exact_prompt_tokens_.load(std::memory_order_relaxed); }
  std::uint64_t dropped_keys() const;
  std::size_t known_keys() const;

 private:
  struct KeyQuota {
    std::uint64_t key;
    Quota quota;
  };

  Quota& quota_of(std::uint64_t key);
  LimitDecision decision_of(LimitProfile profile, TokenCount tokens, const ProfileQuota::Check& check, bool by_key,
                            const Quota* key_quota) const;

  const std::size_t max_keys_;
  mutable std::mutex mutex_;
  LimitSettings settings_;
  TimePoint latest_{};
  Quota deployment_;
  std::list<KeyQuota> keys_;  // the most recently used first
  std::unordered_map<std::uint64_t, std::list<KeyQuota>::iterator> key_index_;
  std::uint64_t dropped_keys_ = 0;
  std::atomic<bool> exact_prompt_tokens_;
};

}  // namespace oaisim
