#include "simulator/limits/deployment_limiter.h"

#include <algorithm>

namespace oaisim {
namespace {

// What a reply shows of a limit: the tighter of a deployment's and its key's, or the key's that refused.
LimitStatus shown(const LimitStatus& deployment, const LimitStatus& key, bool key_refused) {
  if (key_refused || !deployment.configured) return key;
  if (!key.configured) return deployment;
  return key.remaining < deployment.remaining ? key : deployment;
}

}  // namespace

DeploymentLimiter::DeploymentLimiter(const LimitSettings& settings, std::size_t max_keys)
    : max_keys_(std::max<std::size_t>(max_keys, 1)),
      settings_(settings),
      deployment_(settings.deployment, settings, latest_),
      exact_prompt_tokens_(settings.exact_prompt_tokens) {}

LimitDecision DeploymentLimiter::admit(LimitProfile address_profile, const LimitCost& cost, std::uint64_t key,
                                       TimePoint now) {
  const Quota::Costs costs = {limit_cost(LimitProfile::azure, cost), limit_cost(LimitProfile::openai, cost),
                              limit_cost(LimitProfile::anthropic, cost)};

  const std::lock_guard lock(mutex_);
  latest_ = std::max(latest_, now);
  const LimitProfile profile = settings_.profile.value_or(address_profile);
  const TokenCount tokens = costs[static_cast<std::size_t>(profile)];
  Quota* const key_quota = settings_.per_key.any() ? &quota_of(key) : nullptr;

  deployment_.advance(latest_);
  auto check = deployment_.of(profile).check(tokens);
  bool by_key = false;
  if (key_quota != nullptr) {
    key_quota->advance(latest_);
    const auto key_check = key_quota->of(profile).check(tokens);
    by_key = key_check.retry_after > check.retry_after;
    if (by_key) check = key_check;
  }
  if (check.reason == LimitReason::none) {
    deployment_.charge(costs);
    if (key_quota != nullptr) key_quota->charge(costs);
  }
  return decision_of(profile, tokens, check, by_key, key_quota);
}

LimitDecision DeploymentLimiter::decision_of(LimitProfile profile, TokenCount tokens, const ProfileQuota::Check& check,
                                             bool by_key, const Quota* key_quota) const {
  const ProfileQuota& deployment = deployment_.of(profile);
  const bool never_fits = check.retry_after == Duration::max();
  const auto requests = [&] {
    if (key_quota == nullptr) return deployment.request_status();
    return shown(deployment.request_status(), key_quota->of(profile).request_status(),
                 by_key && check.reason == LimitReason::requests);
  };
  const auto used_tokens = [&] {
    if (key_quota == nullptr) return deployment.token_status(tokens);
    return shown(deployment.token_status(tokens), key_quota->of(profile).token_status(tokens),
                 by_key && check.reason == LimitReason::tokens);
  };
  return {.admitted = check.reason == LimitReason::none,
          .reason = check.reason,
          .profile = profile,
          .never_fits = never_fits,
          .by_key = by_key,
          .retry_after = never_fits ? kNeverFitsWait : check.retry_after,
          .token_cost = tokens,
          .requests = requests(),
          .tokens = used_tokens()};
}

Quota& DeploymentLimiter::quota_of(std::uint64_t key) {
  if (const auto found = key_index_.find(key); found != key_index_.end()) {
    keys_.splice(keys_.begin(), keys_, found->second);
    return keys_.front().quota;
  }
  if (keys_.size() >= max_keys_) {
    key_index_.erase(keys_.back().key);
    keys_.pop_back();
    ++dropped_keys_;
  }
  keys_.push_front({key, Quota(settings_.per_key, settings_, latest_)});
  key_index_.emplace(key, keys_.begin());
  return keys_.front().quota;
}

void DeploymentLimiter::configure(const LimitSettings& settings) {
  const std::lock_guard lock(mutex_);
  settings_ = settings;
  exact_prompt_tokens_ = settings.exact_prompt_tokens;
  deployment_.configure(settings.deployment, settings, latest_);
  if (!settings.per_key.any()) {
    keys_.clear();
    key_index_.clear();
  }
  for (auto& [key, quota] : keys_) quota.configure(settings.per_key, settings, latest_);
}

LimitSettings DeploymentLimiter::settings() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

std::uint64_t DeploymentLimiter::dropped_keys() const {
  const std::lock_guard lock(mutex_);
  return dropped_keys_;
}

std::size_t DeploymentLimiter::known_keys() const {
  const std::lock_guard lock(mutex_);
  return keys_.size();
}

}  // namespace oaisim
