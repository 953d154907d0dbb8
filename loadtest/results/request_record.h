// What is known of one request when it is over.
//
//   intended ── connecting ── connected ── secured ── sent ── first_byte ── first_token ... last_token ── done ──
//   closed
//
// Moments are those of the run's clock; kNever marks what did not happen.  Times of receipt are read right when
// recv returns.  A moment after `sent` belongs to the last attempt of a request that was retried.
// Thread safety: a value.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/base/units.h"

namespace oaisim::loadtest {

inline constexpr TimePoint kNever{};

enum class Outcome : std::uint8_t {
  success,
  connect,        // no connection
  timeout,        // the first byte or the whole reply did not come in time
  client_error,   // 4xx but 429
  rate_limited,   // 429
  server_error,   // 5xx
  broken_stream,  // the connection or the stream ended before the reply did, or carried an error
  bad_body,       // not HTTP, not JSON, not what the API sends, or a status that it never has
  cancelled,      // given up midway, as the plan wished: neither a success nor a failure
  abandoned,      // in flight or not sent when the run was stopped: neither a success nor a failure
};
inline constexpr std::size_t kOutcomes = 10;
inline constexpr std::size_t kFirstFailure = 1;  // connect to bad_body are failures
inline constexpr std::size_t kEndOfFailures = 8;

// As the reports spell them.
inline constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{
    "success", "connect", "timeout", "4xx", "429", "5xx", "broken_stream", "bad_body", "cancelled", "abandoned"};
inline bool is_failure(Outcome outcome) {
  const auto place = static_cast<std::size_t>(outcome);
  return place >= kFirstFailure && place < kEndOfFailures;
}
inline std::string_view name_of(Outcome outcome) { return kOutcomeNames[static_cast<std::size_t>(outcome)]; }

// Which limit a 429 named.
enum class LimitReason : std::uint8_t { none, requests, tokens, other };
inline constexpr std::array<std::string_view, 4> kLimitReasonNames{"", "requests", "tokens", "other"};
inline std::string_view name_of(LimitReason reason) { return kLimitReasonNames[static_cast<std::size_t>(reason)]; }

// Where completion_tokens comes from.
enum class TokenSource : std::uint8_t {
  none,
  usage,   // the reply's `usage`
  events,  // the content events were counted, for want of a usage
};

struct RequestRecord {
  TimePoint intended = kNever;    // when the schedule wanted it sent
  TimePoint connecting = kNever;  // a connection was opened for it
  TimePoint connected = kNever;   // TCP's handshake was done
  TimePoint secured = kNever;     // https: that of TLS was done
  TimePoint sent = kNever;
  TimePoint first_byte = kNever;
  TimePoint first_token = kNever;  // of a stream: content, reasoning or a tool call
  TimePoint last_token = kNever;   // of a whole reply: its last byte
  TimePoint done = kNever;         // the event that ends a stream, such as `[DONE]`
  TimePoint closed = kNever;       // the reply's last byte, or when it failed
  Duration longest_stall{};        // between two content events
  Duration retry_after{};          // of a 429; zero: it named none
  TokenCount prompt_tokens = 0;
  TokenCount completion_tokens = 0;
  TokenCount cached_tokens = 0;     // of prompt_tokens, by usage
  TokenCount reasoning_tokens = 0;  // of completion_tokens, by usage
  TokenCount hidden_tokens = 0;     // of reasoning_tokens: those that no event of the stream has shown
  TokenCount first_event_tokens = 0;
  std::int64_t content_events = 0;
  std::int32_t stage = 0;  // of the plan, by `intended`, from 0 on
  std::int32_t level = 0;  // at the start: users who were wanted; of an open loop: requests in flight, this included
  int status = 0;          // 0: no reply
  int retries = 0;
  Outcome outcome = Outcome::abandoned;
  LimitReason limit_reason = LimitReason::none;
  TokenSource token_source = TokenSource::none;
  bool warmup = false;     // due in the part at the start that is left out of the figures
  bool cooldown = false;   // or in that at the end
  bool held_back = false;  // never sent: a limit of the client's own left no room until the run was over
  bool resent = false;     // its kept connection had been closed; the times are those of the second sending

  bool is_measured() const { return !warmup && !cooldown; }

  // When the connection that was opened for it could be used.
  TimePoint ready() const { return secured != kNever ? secured : connected; }
};

}  // namespace oaisim::loadtest
