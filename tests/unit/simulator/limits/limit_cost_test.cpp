#include "simulator/limits/limit_cost.h"

#include <doctest/doctest.h>

#include <limits>

using namespace oaisim;

namespace {

LimitCost cost_of(std::int64_t characters, std::optional<TokenCount> max_tokens, std::int64_t n = 1,
                  std::int64_t best_of = 1) {
  LimitCost cost;
  cost.prompt_characters = characters;
  cost.max_tokens = max_tokens;
  cost.n = n;
  cost.best_of = best_of;
  return cost;
}

}  // namespace

TEST_CASE("the azure profile adds a quarter of the prompt's characters, rounded up, and what may be generated") {
  CHECK(limit_cost(LimitProfile::azure, cost_of(0, 0)) == 0);
  CHECK(limit_cost(LimitProfile::azure, cost_of(1, 0)) == 1);
  CHECK(limit_cost(LimitProfile::azure, cost_of(4, 0)) == 1);
  CHECK(limit_cost(LimitProfile::azure, cost_of(5, 100)) == 102);
  CHECK(limit_cost(LimitProfile::azure, cost_of(40, 100, 3)) == 310);
  CHECK(limit_cost(LimitProfile::azure, cost_of(40, 100, 2, 5)) == 510);
}

TEST_CASE("the openai profile takes the larger of the prompt and what may be generated") {
  CHECK(limit_cost(LimitProfile::openai, cost_of(400, 50)) == 100);
  CHECK(limit_cost(LimitProfile::openai, cost_of(400, 150)) == 150);
  CHECK(limit_cost(LimitProfile::openai, cost_of(400, 60, 2)) == 120);
}

TEST_CASE("the anthropic profile adds the prompt and what a reply is expected to have, within max_tokens") {
  CHECK(limit_cost(LimitProfile::anthropic, cost_of(400, 50)) == 150);
  LimitCost cost = cost_of(400, 8000);
  cost.expected_tokens = 128;
  CHECK(limit_cost(LimitProfile::anthropic, cost) == 228);
  CHECK(limit_cost(LimitProfile::openai, cost) == 128);
  cost.max_tokens = 28;
  CHECK(limit_cost(LimitProfile::anthropic, cost) == 128);
}

TEST_CASE("without a maximum sixteen tokens are counted") {
  CHECK(limit_cost(LimitProfile::azure, cost_of(40, std::nullopt)) == 26);
  CHECK(limit_cost(LimitProfile::openai, cost_of(40, std::nullopt)) == 16);
}

TEST_CASE("exact prompt tokens replace the estimate") {
  LimitCost cost = cost_of(400, 10);
  cost.prompt_tokens = 7;
  CHECK(limit_cost(LimitProfile::azure, cost) == 17);
  CHECK(limit_cost(LimitProfile::openai, cost) == 10);
}

TEST_CASE("absurd requests cost more than any limit instead of overflowing") {
  constexpr auto kHuge = std::numeric_limits<std::int64_t>::max();
  for (const LimitProfile profile : {LimitProfile::azure, LimitProfile::openai, LimitProfile::anthropic}) {
    CHECK(limit_cost(profile, cost_of(kHuge, kHuge, kHuge, kHuge)) > LimitSettings::kMaximumRate);
    CHECK(limit_cost(profile, cost_of(0, kHuge, 2)) > LimitSettings::kMaximumRate);
    CHECK(limit_cost(profile, cost_of(-5, -5, -5, -5)) == 0);
  }
}
