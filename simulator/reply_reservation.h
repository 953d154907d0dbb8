// The memory that a reply takes from its generation to its end, reserved before it is generated.
//
// Bounded twice: a request by kMostTokens over all its choices, all replies together by --max-buffered-bytes.
// Thread safety: made and ended on the connection's thread; the shared count is atomic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/pipeline.h"

namespace oaisim {

class ReplyReservation {
 public:
  static constexpr TokenCount kMostTokens = 128 * 16384;  // the largest reply of the published chat models

  ReplyReservation(PipelineContext& context, const std::vector<PlannedLength>& lengths, std::size_t floats)
      : context_(context) {
    for (const auto& length : lengths) tokens_ += length.tokens;
    bytes_ = static_cast<std::uint64_t>(tokens_) * kBytesPerToken + floats * kBytesPerFloat;
    held_ = context_.reply_bytes.fetch_add(bytes_, std::memory_order_relaxed) + bytes_;
  }
  ~ReplyReservation() { context_.reply_bytes.fetch_sub(bytes_, std::memory_order_relaxed); }
  ReplyReservation(const ReplyReservation&) = delete;
  ReplyReservation& operator=(const ReplyReservation&) = delete;

  // Why the reply is not to be generated; nothing when it may be.
  std::optional<ApiError> refusal() const {
    if (tokens_ > kMostTokens) {
      return invalid_parameter("n",
                               "all choices together would have " + std::to_string(tokens_) +
                                   " tokens; this simulator writes at most " + std::to_string(kMostTokens) +
                                   " for one request.",
                               "integer_above_max_value");
    }
    if (held_ > context_.max_buffered_bytes) return too_many_replies();
    return std::nullopt;
  }

 private:
  static constexpr std::uint64_t kBytesPerToken = 16;  // text, token ends and the encoded reply
  static constexpr std::uint64_t kBytesPerFloat = 20;  // of an embedding, and as text

  PipelineContext& context_;
  TokenCount tokens_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t held_ = 0;  // by all replies, this one included
};

}  // namespace oaisim
