#include "loadtest/schedule/send_limiter.h"

#include <algorithm>

namespace oaisim::loadtest {

void SendLimiter::forget(TimePoint now) {
  while (!sent_.empty() && sent_.front().at + kMinute + kMargin <= now) {
    tokens_ -= sent_.front().tokens;
    sent_.pop_front();
    ++first_number_;
  }
}

SendLimiter::Answer SendLimiter::ask(TokenCount tokens, TimePoint now) {
  const std::lock_guard lock(mutex_);
  forget(now);
  if (most_tokens_) tokens = std::min(tokens, *most_tokens_);
  const bool requests_fit = !most_requests_ || static_cast<std::int64_t>(sent_.size()) < *most_requests_;
  const bool tokens_fit = !most_tokens_ || sent_.empty() || tokens_ + tokens <= *most_tokens_;
  if (!requests_fit || !tokens_fit) return {.ask_again = sent_.front().at + kMinute + kMargin};
  // Another worker may have read the clock a moment later and asked a moment earlier.
  const TimePoint at = sent_.empty() ? now : std::max(now, sent_.back().at);
  sent_.push_back({at, tokens});
  tokens_ += tokens;
  return {.send = first_number_ + sent_.size() - 1};
}

void SendLimiter::correct(std::uint64_t send, TokenCount tokens) {
  const std::lock_guard lock(mutex_);
  if (send < first_number_) return;
  Sent& entry = sent_[static_cast<std::size_t>(send - first_number_)];
  tokens_ += tokens - entry.tokens;
  entry.tokens = tokens;
}

}  // namespace oaisim::loadtest
