// The memory that a reply takes from its generation to its end, reserved before it is generated.
//
// Bounded twice: a request by kMostTokens over all its choices and by kMostBytes, all replies together by
// --max-buffered-bytes. Thread safety: made and ended on the connection's thread; the shared count is atomic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/generation/spoken.h"
#include "simulator/pipeline.h"

namespace oaisim {

// Bytes that count towards --max-buffered-bytes for as long as this lives; those that do not fit do not count.
class HeldBytes {
 public:
  HeldBytes(PipelineContext& context, std::uint64_t bytes) : context_(context), bytes_(bytes) {
    const std::uint64_t held = context.reply_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    fits_ = held <= context.max_buffered_bytes;
    if (!fits_) context.reply_bytes.fetch_sub(bytes, std::memory_order_relaxed);
  }
  ~HeldBytes() {
    if (fits_) context_.reply_bytes.fetch_sub(bytes_, std::memory_order_relaxed);
  }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  bool fits() const { return fits_; }

 private:
  PipelineContext& context_;
  const std::uint64_t bytes_;
  bool fits_ = false;
};

class ReplyReservation {
 public:
  static constexpr TokenCount kMostTokens = 128 * 16384;  // the largest reply of the published chat models
  static constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

  ReplyReservation(PipelineContext& context, const DecodedRequest& request, const std::vector<PlannedLength>& lengths)
      : tokens_(all_tokens(request, lengths)), bytes_(estimate(request)), held_(context, bytes_) {}

  // Why the reply is not to be generated; nothing when it may be.
  std::optional<ApiError> refusal() const {
    if (tokens_ > kMostTokens) {
      return invalid_parameter("n",
                               "all choices together would have " + std::to_string(tokens_) +
                                   " tokens; this simulator writes at most " + std::to_string(kMostTokens) +
                                   " for one request.",
                               "integer_above_max_value");
    }
    if (bytes_ > kMostBytes) {
      return invalid_parameter("n",
                               "the reply would have about " + std::to_string(bytes_ >> 20) +
                                   " MiB; this simulator writes at most " + std::to_string(kMostBytes >> 20) +
                                   " for one request. Ask for fewer choices, tokens or log probabilities.",
                               "integer_above_max_value");
    }
    if (!held_.fits()) return too_many_replies();
    return std::nullopt;
  }

 private:
  static constexpr std::uint64_t kBytesPerToken = 16;    // text, token ends and the encoded reply
  static constexpr std::uint64_t kBytesPerChance = 64;   // of a token and its log probability
  static constexpr std::uint64_t kBytesPerFloat = 20;    // of an embedding, and as text
  static constexpr std::uint64_t kBytesPerChoice = 512;  // what frames it
  static constexpr std::uint64_t kCopiesOfMedia = 2;     // the file, and what is sent of it
  static constexpr std::uint64_t kCopiesOfSpoken = 3;    // the same, as base64
  static constexpr std::uint64_t kBytesPerJudgement = 2048;
  static constexpr std::uint64_t kBytesPerEvent = 320;
  static constexpr std::uint64_t kBytesPerForm = 16 * 1024;

  static TokenCount all_tokens(const DecodedRequest& request, const std::vector<PlannedLength>& lengths) {
    TokenCount tokens = 0;
    for (const auto& length : lengths) tokens += length.tokens + (request.show_reasoning ? length.reasoning : 0);
    return tokens;
  }

  std::uint64_t estimate(const DecodedRequest& request) const {
    const std::uint64_t choices = request.choices();
    const std::uint64_t chances =
        request.top_logprobs ? (static_cast<std::uint64_t>(*request.top_logprobs) + 2) * kBytesPerChance : 0;
    std::uint64_t bytes = static_cast<std::uint64_t>(tokens_) * (kBytesPerToken + chances);
    bytes += request.inputs.size() * static_cast<std::uint64_t>(request.dimensions.value_or(0)) * kBytesPerFloat;
    bytes += choices * kBytesPerChoice;
    // All events of a stream in the background are made at once; log probabilities are in five of them.
    if (request.background && request.stream)
      bytes += static_cast<std::uint64_t>(tokens_) * (kBytesPerEvent + 4 * chances);
    if (request.prediction)
      bytes += request.prediction->text.size() + request.prediction->token_count() * kBytesPerToken;
    if (request.text_form || request.tools != nullptr) bytes += choices * kBytesPerForm;
    if (request.spoken) bytes += most_spoken_bytes(*request.spoken, tokens_, choices) * kCopiesOfSpoken;
    if (request.image) bytes += most_bytes(request.image->plan) * kCopiesOfMedia;
    if (request.moderation) bytes += request.inputs.size() * kBytesPerJudgement;
    if (request.speech) bytes += most_bytes(request.speech->plan) * kCopiesOfMedia;
    if (!request.echo) return bytes;
    for (const auto& input : request.inputs) {
      bytes += input.text.size() * static_cast<std::uint64_t>(request.n) * (1 + chances);
    }
    return bytes;
  }

  TokenCount tokens_;
  std::uint64_t bytes_;
  HeldBytes held_;
};

}  // namespace oaisim
