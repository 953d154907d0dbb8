#include "loadtest/engine/send_gate.h"

#include <algorithm>

namespace oaisim::loadtest {

TimePoint SendGate::next_look(TimePoint ask_again, TimePoint now) const {
  const TimePoint due = clock_.real_time_of(ask_again);
  return limits_tokens() ? std::min(due, clock_.real_time_of(now) + kLook) : due;
}

asio::awaitable<std::optional<std::uint64_t>> SendGate::pass(asio::steady_timer& timer, TokenCount tokens) {
  const auto place = line_.insert(line_.end(), &timer);
  const TimePoint end = stop_.end() ? clock_.real_time_of(*stop_.end()) : TimePoint::max();
  std::optional<std::uint64_t> send;
  while (!send && !stop_.stopped()) {
    const TimePoint now = clock_.now();
    if (stop_.is_over(now)) break;
    TimePoint wake = TimePoint::max();
    if (place == line_.begin()) {
      const auto answer = limiter_->ask(tokens, now);
      send = answer.send;
      if (send) break;
      wake = next_look(answer.ask_again, now);
    }
    error_code ec;
    timer.expires_at(std::min(wake, end));
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
  }
  const bool was_head = place == line_.begin();
  line_.erase(place);
  if (was_head && !line_.empty()) line_.front()->cancel();
  co_return send;
}

}  // namespace oaisim::loadtest
