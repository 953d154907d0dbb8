// Never more than so many requests, and so many tokens, in any minute, for all workers of a run together.
//
// A sliding window over the sends: one may go as soon as those of the last minute leave room for it.  Nothing is
// handed out ahead of time, so a send that is late never makes those after it too early, and nothing is lost but
// kMargin in each minute: the receiver sees sends a little closer together than they were sent, since some travel
// faster than others, and the margin is what that may amount to.
//
// A send takes the tokens that it may cost at most; correct() puts that right when the reply has told, and what
// becomes free is at once free for others.
//
// Cost: O(1) for each send and correction, amortised.  Memory: one entry per send of the last minute.
// Thread safety: all of it; a lock is held for about as long as it takes to add two numbers.  It is on the way of a
// request only when a limit is given.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "common/base/units.h"

namespace oaisim::loadtest {

class SendLimiter {
 public:
  static constexpr Duration kMinute = std::chrono::seconds(60);
  static constexpr Duration kMargin = std::chrono::milliseconds(100);

  // Limits of a minute; nothing: no limit of that kind.
  SendLimiter(std::optional<std::int64_t> requests, std::optional<std::int64_t> tokens)
      : most_requests_(requests), most_tokens_(tokens) {}

  struct Answer {
    std::optional<std::uint64_t> send = std::nullopt;  // what to name in correct(); nothing: not yet
    TimePoint ask_again{};                             // not before, unless a correction makes room earlier
  };

  // Asks for a send at `now`, which is right now.  More tokens than the limit count as the limit: such a send goes
  // when no other was there for a minute.
  Answer ask(TokenCount tokens, TimePoint now);

  // What the send came to.  One that left the window meanwhile counts no more.
  void correct(std::uint64_t send, TokenCount tokens);

  bool limits_tokens() const { return most_tokens_.has_value(); }

 private:
  struct Sent {
    TimePoint at;
    TokenCount tokens;
  };

  void forget(TimePoint now);

  const std::optional<std::int64_t> most_requests_;
  const std::optional<std::int64_t> most_tokens_;
  std::mutex mutex_;
  std::deque<Sent> sent_;           // of the last minute, the oldest first
  std::uint64_t first_number_ = 0;  // of sent_.front()
  TokenCount tokens_ = 0;           // of sent_
};

}  // namespace oaisim::loadtest
