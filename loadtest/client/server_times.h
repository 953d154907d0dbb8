// Reads what a simulator tells of its own send times, for those who hold a client's figures against them.
//
//   data: {… a token …}
//   : sim-timing token=0 due_ns=250000000 sent_ns=250061200        a comment of a stream, after the token's event
//
//   x-sim-timing: due_ns=90000000; sent_ns=90071000                a field in the head of a whole reply
//
// Both count nanoseconds from the request's arrival at the server.  What does not have this form is passed over, so
// that a token is missing.
//
// Memory: at most kMost tokens.  Thread safety: none; belongs to one ReplyReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "loadtest/results/timing_errors.h"

namespace oaisim::loadtest {

class ServerTimes {
 public:
  static constexpr std::string_view kField = "x-sim-timing";
  static constexpr std::size_t kMost = 16'385;  // as many as a ReplyReader keeps gaps between

  // Begins with the next reply.
  void start() { tokens_.clear(); }

  // `content_events`: how many had come before the comment.
  void take_comment(std::string_view comment, std::int64_t content_events);
  void take_field(std::string_view value);

  std::span<const SentToken> tokens() const { return tokens_; }

 private:
  void take(std::string_view text, std::int64_t token, std::int64_t content_events);

  std::vector<SentToken> tokens_;
};

}  // namespace oaisim::loadtest
