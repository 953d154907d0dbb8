// What a request costs against a token limit, estimated before any work is done.
//
//   azure    prompt + max_tokens * max(n, best_of)
//   openai   max(prompt, max_tokens * max(n, best_of))
//   anthropic   prompt + max_tokens
//   prompt   the exact tokens when given, else ceil(characters / 4)
//
// A request that generates text but names no maximum counts kDefaultMaxTokens, as the completions API's default
// and the reference simulator do.  Where max_tokens is but a bound, as Anthropic's is, what a reply is expected to have
// counts instead when that is less.
//
// Thread safety: plain values.  Units: tokens.
// Source: "Understanding rate limits", Azure OpenAI quota documentation (prompt text, max_tokens and best_of are
// estimated when the request arrives); OpenAI rate limit guide (the maximum of max_tokens and the estimate); Claude API
// documentation, "Rate limits" (max_tokens is not what counts).
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/units.h"
#include "simulator/limits/limit_settings.h"

namespace oaisim {

inline constexpr TokenCount kDefaultMaxTokens = 16;

struct LimitCost {
  std::int64_t prompt_characters = 0;         // Unicode characters of everything that is prompt or input
  std::optional<TokenCount> prompt_tokens;    // exact; filled when the limiter wants_exact_prompt_tokens()
  std::optional<TokenCount> max_tokens;       // 0 for operations that generate nothing, e.g. embeddings
  std::optional<TokenCount> expected_tokens;  // of a reply that max_tokens only bounds
  std::int64_t n = 1;
  std::int64_t best_of = 1;
};

// Never negative; saturates instead of overflowing.
TokenCount limit_cost(LimitProfile profile, const LimitCost& cost);

}  // namespace oaisim
