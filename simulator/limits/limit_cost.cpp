#include "simulator/limits/limit_cost.h"

#include <algorithm>

namespace oaisim {
namespace {

// Above every limit that can be set, and far from overflow when added up.
constexpr TokenCount kLargestCost = TokenCount{1} << 60;
static_assert(kLargestCost > LimitSettings::kMaximumRate);

TokenCount saturated(TokenCount cost) { return std::clamp<TokenCount>(cost, 0, kLargestCost); }

TokenCount prompt_cost(const LimitCost& cost) {
  if (cost.prompt_tokens) return saturated(*cost.prompt_tokens);
  const std::int64_t characters = saturated(cost.prompt_characters);
  return characters / 4 + (characters % 4 != 0);
}

TokenCount generated_cost(const LimitCost& cost) {
  TokenCount tokens = cost.max_tokens.value_or(kDefaultMaxTokens);
  if (cost.expected_tokens) tokens = std::min(tokens, *cost.expected_tokens);
  const std::int64_t choices = std::max({std::int64_t{1}, cost.n, cost.best_of});
  TokenCount product = 0;
  if (__builtin_mul_overflow(saturated(tokens), choices, &product)) {
    return kLargestCost;
  }
  return saturated(product);
}

}  // namespace

TokenCount limit_cost(LimitProfile profile, const LimitCost& cost) {
  const TokenCount prompt = prompt_cost(cost);
  const TokenCount generated = generated_cost(cost);
  return profile == LimitProfile::openai ? std::max(prompt, generated) : saturated(prompt + generated);
}

}  // namespace oaisim
