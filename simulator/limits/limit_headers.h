// The rate-limit headers of a reply.
//
//   azure, every reply   x-ratelimit-limit-requests, x-ratelimit-remaining-requests and the same for tokens
//   azure, 429           and retry-after (s), retry-after-ms, x-ratelimit-reset-requests OR -tokens (s)
//   openai, every reply  x-ratelimit-{limit,remaining,reset}-{requests,tokens}; reset as 12ms, 1s, 6m0s
//   openai, 429          and retry-after (s), retry-after-ms
//   anthropic, every     anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset};
//   reset reply                is a moment as RFC 3339 writes it, in UTC; the one token limit stands for all three of
//   Anthropic's anthropic, 429       and retry-after (s)
//
// Headers of a limit that is not configured are left out.  Seconds are rounded up and at least 1.
//
// Thread safety: all of it.
// Source: OpenAI rate limit guide, "Rate limits in headers"; Azure OpenAI quota documentation; Claude API
// documentation, "Rate limits".
#pragma once

#include <string>

#include "simulator/limits/limit_decision.h"

namespace oaisim {

// Appends `name: value\r\n` for each header.  `unix_now`: the wall clock's seconds since 1970.
void append_limit_headers(const LimitDecision& decision, LimitProfile profile, std::int64_t unix_now, std::string& out);

// The form of OpenAI's reset headers and messages, that of Go's time.Duration in whole milliseconds, rounded up:
// 0s, 12ms, 1s, 1.5s, 1m30.5s, 6m0s, 1h0m0s.
void append_go_duration(Duration duration, std::string& out);

// Whole seconds, rounded up, at least 1.
std::int64_t retry_after_seconds(Duration duration);

}  // namespace oaisim
