#include "simulator/limits/deployment_limiter.h"

#include <algorithm>

namespace oaisim {
namespace {

// The tighter of a deployment's limit and its key's.
const LimitStatus& tighter(const LimitStatus& deployment, const LimitStatus& key) {
  if (!key.configured) return deployment;
  if (!deployment.configured) return key;
  return key.remaining < deployment.remaining ? key : deployment;
}

void show(const ProfileQuota& deployment, const ProfileQuota* key, LimitDecision& decision) {
  decision.requests = deployment.request_status();
  decision.tokens = deployment.token_status(decision.token_cost);
  if (key == nullptr) return;
  const LimitStatus requests = key->request_status();
  const LimitStatus tokens = key->token_status(decision.token_cost);
  decision.requests = tighter(decision.requests, requests);
  decision.tokens = tighter(decision.tokens, tokens);
  if (decision.by_key)
    (decision.reason == LimitReason::tokens ? decision.tokens : decision.requests) =
        decision.reason == LimitReason::tokens ? tokens : requests;
}

}  // namespace

DeploymentLimiter::DeploymentLimiter(const LimitSettings& settings, std::size_t max_keys)
    : max_keys_(std::max<std::size_t>(max_keys, 1)),
      settings_(settings),
      deployment_(settings.deployment, settings, latest_),
      exact_prompt_tokens_(settings.exact_prompt_tokens) {}

LimitDecision DeploymentLimiter::admit(LimitProfile address_profile, const LimitCost& cost, std::uint64_t key,
                                       TimePoint now) {
  const Quota::Costs costs = {limit_cost(LimitProfile::azure, cost), limit_cost(LimitProfile::openai, cost)};
  LimitDecision decision;

  const std::lock_guard lock(mutex_);
  latest_ = std::max(latest_, now);
  decision.profile = settings_.profile.value_or(address_profile);
  decision.token_cost = costs[static_cast<std::size_t>(decision.profile)];

  Quota* const key_quota = settings_.per_key.any() ? &quota_of(key) : nullptr;
  deployment_.advance(latest_);
  auto check = deployment_.of(decision.profile).check(decision.token_cost);
  if (key_quota != nullptr) {
    key_quota->advance(latest_);
    const auto key_check = key_quota->of(decision.profile).check(decision.token_cost);
    decision.by_key = key_check.retry_after > check.retry_after;
    if (decision.by_key) check = key_check;
  }

  decision.admitted = check.reason == LimitReason::none;
  if (decision.admitted) {
    deployment_.charge(costs);
    if (key_quota != nullptr) key_quota->charge(costs);
  } else {
    decision.reason = check.reason;
    decision.never_fits = check.retry_after == Duration::max();
    decision.retry_after = decision.never_fits ? kNeverFitsWait : check.retry_after;
  }
  show(deployment_.of(decision.profile), key_quota != nullptr ? &key_quota->of(decision.profile) : nullptr, decision);
  return decision;
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
