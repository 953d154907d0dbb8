// The requests of one lane, one after the other: each turn of a sample is one, with the turns before it as history.
//
//   begin(sample) ── next() ── reply ── add_reply() ── next() ── ... ── is_over() ── begin(the next sample)
//
// Most samples have one turn.  A request that fails ends its conversation: what would follow could not hold its reply.
//
// Memory: the sample with the replies so far, each bounded by kMostReplyBytes, and one request.
// Ownership: refers to the source.  Thread safety: none; it belongs to its lane.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/units.h"
#include "loadtest/client/request_source.h"

namespace oaisim::loadtest {

// What a trace asks of one request, beside what the dataset says.
struct RequestSize {
  std::optional<TokenCount> max_tokens = {};
  std::optional<TokenCount> prompt_tokens = {};
};

class Conversation {
 public:
  static constexpr std::size_t kMostReplyBytes = 1 << 20;

  explicit Conversation(const RequestSource& source) : source_(source) {}

  bool is_over() const { return turn_ == turns_; }

  // With the sample of this number, or with a prompt of the wanted size.  REQUIRES: is_over().
  void begin(std::uint64_t number, const RequestSize& size = {});

  // The next request's whole bytes, until the next call.  REQUIRES: !is_over().
  std::string_view next(const RequestSize& size = {});

  // What the request that next() gave may cost at most: an estimate of its prompt, and its longest reply.
  TokenCount most_tokens(const RequestSize& size) const;

  // Whether the reply to what next() gave is needed for the turns that follow.
  bool needs_reply() const { return turn_ < turns_ && source_.plan().request.history == History::replies; }
  void add_reply(std::string_view text);  // REQUIRES: needs_reply()

  // The last request failed.
  void abandon() { turn_ = turns_; }

 private:
  const RequestSource& source_;
  std::uint64_t number_ = 0;
  std::size_t turn_ = 0;   // the next one, counted from 0
  std::size_t turns_ = 0;  // of the sample; 1 also where it has none, for plain HTTP
  bool prepared_ = false;
  Sample sample_;  // empty when its request was prepared
  std::string body_;
  std::string request_;
};

}  // namespace oaisim::loadtest
