#include "simulator/latency/schedule.h"

#include <algorithm>
#include <cmath>

namespace oaisim {
namespace {

constexpr Duration kLongestReply = std::chrono::hours(24 * 365);
constexpr double kNanosecondsPerMillisecond = 1e6;

}  // namespace

Schedule::Schedule(const LatencyProfile& profile, const LatencyOverrides& overrides, TokenCount prompt_tokens,
                   TimePoint start, double load_multiplier, Random random, double units)
    : itl_(overrides.itl_ms ? Distribution::constant(*overrides.itl_ms) : profile.itl),
      random_(random),
      load_multiplier_(load_multiplier),
      start_(start),
      due_(start),
      horizon_(start + kLongestReply),
      first_is_due_(overrides.ttft_ms || profile.ttft) {
  add(term(profile.overhead, 1.0));
  add(term(profile.per_unit, units));
  add(term(profile.prefill_per_token, static_cast<double>(prompt_tokens)));
  if (overrides.ttft_ms) {
    add(term(Distribution::constant(*overrides.ttft_ms), 1.0));
  } else if (profile.ttft) {
    add(term(*profile.ttft, 1.0));
  }
}

TimePoint Schedule::next() {
  if (first_is_due_) {
    first_is_due_ = false;
  } else {
    add(term(itl_, 1.0));
  }
  return due_;
}

void Schedule::spread(TokenCount tokens) {
  if (tokens <= 0 || first_is_due_ || !itl_.is_zero()) return;
  itl_ = Distribution::constant(to_milliseconds(due_ - start_) / static_cast<double>(tokens));
  load_multiplier_ = 1.0;  // is in it
  due_ = start_;
}

TimePoint Schedule::last(TokenCount n) const {
  Schedule rest = *this;
  if (rest.itl_.is_constant() && n > 0) {
    const TokenCount steps = rest.first_is_due_ ? n - 1 : n;
    const Duration step = rest.term(itl_, 1.0);
    if (steps == 0 || step <= (horizon_ - due_) / steps) return due_ + step * steps;
    return horizon_;
  }
  TimePoint due = due_;
  for (TokenCount k = 0; k < n; ++k) due = rest.next();
  return due;
}

Duration Schedule::term(const Distribution& distribution, double times) {
  if (distribution.is_zero()) return Duration::zero();
  const double nanoseconds = distribution.sample(random_) * times * load_multiplier_ * kNanosecondsPerMillisecond;
  const auto longest = static_cast<double>(kLongestReply.count());
  return Duration(std::llround(std::clamp(nanoseconds, 0.0, longest)));
}

void Schedule::add(Duration step) { due_ = std::min(due_ + step, horizon_); }

}  // namespace oaisim
