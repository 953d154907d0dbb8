// Where the connections of a worker line up for the run's SendLimiter, the first to come first.
//
//   connections of this worker ──► line ──► SendLimiter ◄── lines of the other workers
//
// Only the head of a line asks, at the moments when there can be room; a correction of tokens by another worker is
// noticed within kLook.
// Ownership: refers to what it is made from.  Thread safety: none; each worker has its own.
#pragma once

#include <list>
#include <optional>

#include "common/base/clock.h"
#include "common/http/asio/asio.h"
#include "loadtest/schedule/send_limiter.h"
#include "loadtest/schedule/stop_condition.h"

namespace oaisim::loadtest {

class SendGate {
 public:
  static constexpr std::chrono::milliseconds kLook{10};  // real time

  // `limiter`: null when there is no limit.
  SendGate(SendLimiter* limiter, const Clock& clock, const StopCondition& stop)
      : limiter_(limiter), clock_(clock), stop_(stop) {}

  bool is_limited() const { return limiter_ != nullptr; }
  bool limits_tokens() const { return is_limited() && limiter_->limits_tokens(); }

  // Waits for a send of so many tokens.  Cancelling `timer` makes it look whether the run was stopped.
  // Returns what correct() wants; nothing when the run was stopped or over before there was room.
  // REQUIRES: is_limited().
  asio::awaitable<std::optional<std::uint64_t>> pass(asio::steady_timer& timer, TokenCount tokens);

  void correct(std::uint64_t send, TokenCount tokens) { limiter_->correct(send, tokens); }

 private:
  TimePoint next_look(TimePoint ask_again, TimePoint now) const;

  SendLimiter* limiter_;
  const Clock& clock_;
  const StopCondition& stop_;
  std::list<asio::steady_timer*> line_;
};

}  // namespace oaisim::loadtest
