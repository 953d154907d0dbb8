#include "simulator/limits/quota.h"

#include <algorithm>

namespace oaisim {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

// The kind, limit and width that a window should have; no limit when there should be none.
struct WindowPlan {
  WindowKind kind;
  TokenCount limit;
  Duration width;
};

void apply(const WindowPlan& plan, TimePoint now, std::optional<Window>& window) {
  if (plan.limit == 0) {
    window.reset();
  } else if (window && window->kind() == plan.kind && window->width() == plan.width) {
    window->set_limit(plan.limit);
  } else {
    if (window) window->advance(now);
    const TokenCount carried_over = window ? window->used() : 0;
    window.emplace(plan.kind, plan.limit, plan.width);
    window->advance(now);
    if (carried_over > 0) window->charge(carried_over);
  }
}

}  // namespace

void ProfileQuota::configure(LimitProfile profile, const LimitRates& rates, const LimitSettings& settings,
                             TimePoint now) {
  const bool azure = profile == LimitProfile::azure;
  const WindowKind kind = settings.window.value_or(azure ? WindowKind::sliding_window : WindowKind::token_bucket);
  const Duration width = azure ? settings.request_window : kMinute;
  const TokenCount per_minute = rates.effective_requests_per_minute();
  const TokenCount windows = kMinute / width;  // in a minute

  apply({kind, rates.effective_tokens_per_minute(), kMinute}, now, tokens_);
  apply({kind, (per_minute + windows - 1) / windows, width}, now, requests_);
  apply({kind, per_minute % windows == 0 ? 0 : per_minute, kMinute}, now, requests_per_minute_);
}

void ProfileQuota::advance(TimePoint now) {
  for (auto* window : {&tokens_, &requests_, &requests_per_minute_}) {
    if (*window) (*window)->advance(now);
  }
}

ProfileQuota::Check ProfileQuota::check(TokenCount tokens) const {
  Duration requests_wait{};
  if (requests_) requests_wait = requests_->retry_after(1);
  if (requests_per_minute_) requests_wait = std::max(requests_wait, requests_per_minute_->retry_after(1));
  const Duration tokens_wait = tokens_ && tokens > 0 ? tokens_->retry_after(tokens) : Duration::zero();
  if (requests_wait > tokens_wait) return {LimitReason::requests, requests_wait};
  if (tokens_wait > Duration::zero()) return {LimitReason::tokens, tokens_wait};
  return {};
}

void ProfileQuota::charge(TokenCount tokens) {
  if (tokens_ && tokens > 0) tokens_->charge(tokens);
  if (requests_) requests_->charge(1);
  if (requests_per_minute_) requests_per_minute_->charge(1);
}

LimitStatus ProfileQuota::token_status(TokenCount requested) const {
  if (!tokens_) return {};
  const TokenCount limit = tokens_->limit();
  const TokenCount used = tokens_->used();
  return {true, limit, used, std::max<TokenCount>(limit - used, 0), requested, tokens_->reset_after()};
}

LimitStatus ProfileQuota::request_status() const {
  if (!requests_) return {};
  const TokenCount limit = requests_->limit();
  const TokenCount used = requests_->used();
  TokenCount remaining = std::max<TokenCount>(limit - used, 0);
  Duration reset_after = requests_->reset_after();
  if (requests_per_minute_) {
    remaining = std::min(remaining, requests_per_minute_->remaining());
    reset_after = std::max(reset_after, requests_per_minute_->reset_after());
  }
  return {true, limit, used, remaining, 1, reset_after};
}

void Quota::configure(const LimitRates& rates, const LimitSettings& settings, TimePoint now) {
  for (const LimitProfile profile : {LimitProfile::azure, LimitProfile::openai, LimitProfile::anthropic}) {
    profiles_[static_cast<std::size_t>(profile)].configure(profile, rates, settings, now);
  }
}

void Quota::advance(TimePoint now) {
  for (auto& profile : profiles_) profile.advance(now);
}

void Quota::charge(const Costs& tokens) {
  for (std::size_t i = 0; i < profiles_.size(); ++i) profiles_[i].charge(tokens[i]);
}

}  // namespace oaisim
