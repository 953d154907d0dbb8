#include "simulator/limits/deployment_limiter.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "common/base/random.h"

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};
constexpr std::uint64_t kKey = 1;

LimitSettings rates(std::optional<TokenCount> tokens, std::optional<TokenCount> requests) {
  LimitSettings settings;
  settings.deployment = {tokens, requests};
  return settings;
}

LimitCost tokens(TokenCount count) {
  LimitCost cost;
  cost.max_tokens = count;
  return cost;
}

int admitted_of(DeploymentLimiter& limiter, LimitProfile profile, int offers, TokenCount cost, TimePoint now) {
  int admitted = 0;
  for (int i = 0; i < offers; ++i) admitted += limiter.admit(profile, tokens(cost), kKey, now).admitted;
  return admitted;
}

}  // namespace

TEST_CASE("a deployment without limits admits everything and shows no limit") {
  DeploymentLimiter limiter(LimitSettings{});
  const auto decision = limiter.admit(LimitProfile::azure, tokens(1'000'000), kKey, kStart);
  CHECK(decision.admitted);
  CHECK(decision.token_cost == 1'000'000);
  CHECK_FALSE(decision.tokens.configured);
  CHECK_FALSE(decision.requests.configured);
}

TEST_CASE("the azure profile spreads requests over ten seconds and tokens over a minute") {
  DeploymentLimiter limiter(rates(1000, 60));
  CHECK(admitted_of(limiter, LimitProfile::azure, 20, 10, kStart) == 10);
  const auto refused = limiter.admit(LimitProfile::azure, tokens(10), kKey, kStart + 4s);
  CHECK_FALSE(refused.admitted);
  CHECK(refused.reason == LimitReason::requests);
  CHECK(refused.retry_after == 6s);
  CHECK(refused.requests.limit == 10);
  CHECK(refused.requests.remaining == 0);
  CHECK(refused.tokens.remaining == 900);

  CHECK(limiter.admit(LimitProfile::azure, tokens(900), kKey, kStart + 10s).admitted);
  const auto full = limiter.admit(LimitProfile::azure, tokens(1), kKey, kStart + 20s);
  CHECK(full.reason == LimitReason::tokens);
  CHECK(full.retry_after == 40s);
  CHECK(full.tokens.used == 1000);
  CHECK(full.tokens.requested == 1);
}

TEST_CASE("a refusal names the limit with the longer wait") {
  DeploymentLimiter limiter(rates(100, 6));
  CHECK(limiter.admit(LimitProfile::azure, tokens(100), kKey, kStart).admitted);
  const auto refused = limiter.admit(LimitProfile::azure, tokens(100), kKey, kStart);
  CHECK(refused.reason == LimitReason::tokens);
  CHECK(refused.retry_after == 60s);
}

TEST_CASE("the stated requests per minute are neither exceeded nor missed whatever they are") {
  for (const Duration window : {Duration(1s), Duration(10s)}) {
    for (const TokenCount per_minute : {1, 5, 6, 7, 59, 60, 61, 100}) {
      auto settings = rates(std::nullopt, per_minute);
      settings.request_window = window;
      DeploymentLimiter limiter(settings);
      std::vector<TimePoint> admitted;
      for (TimePoint now = kStart; now < kStart + 150s; now += 50ms) {
        if (!limiter.admit(LimitProfile::azure, tokens(1), kKey, now).admitted) continue;
        admitted.push_back(now);
        const auto first = admitted.size() > static_cast<std::size_t>(per_minute)
                               ? admitted[admitted.size() - 1 - static_cast<std::size_t>(per_minute)]
                               : TimePoint{};
        REQUIRE(now - first >= 60s);
      }
      CAPTURE(per_minute);
      CHECK(static_cast<TokenCount>(admitted.size()) >= 2 * per_minute);
    }
  }
}

TEST_CASE("the openai profile admits a burst of the whole limit and refills without steps") {
  DeploymentLimiter limiter(rates(30000, 3));
  CHECK(admitted_of(limiter, LimitProfile::openai, 5, 1, kStart) == 3);
  const auto refused = limiter.admit(LimitProfile::openai, tokens(1), kKey, kStart);
  CHECK(refused.reason == LimitReason::requests);
  CHECK(refused.retry_after == 20s);
  CHECK(refused.requests.limit == 3);
  CHECK(refused.requests.used == 3);
  CHECK(refused.requests.requested == 1);
}

TEST_CASE("a cost above the whole limit is refused for ever and says so") {
  for (const LimitProfile profile : {LimitProfile::azure, LimitProfile::openai, LimitProfile::anthropic}) {
    DeploymentLimiter limiter(rates(1000, std::nullopt));
    const auto decision = limiter.admit(profile, tokens(1001), kKey, kStart);
    CHECK_FALSE(decision.admitted);
    CHECK(decision.never_fits);
    CHECK(decision.reason == LimitReason::tokens);
    CHECK(decision.retry_after == kNeverFitsWait);
    CHECK(decision.tokens.remaining == 1000);
    CHECK_FALSE(limiter.admit(profile, tokens(1001), kKey, kStart + 24h * 7).admitted);
    CHECK(limiter.admit(profile, tokens(1000), kKey, kStart + 24h * 7).admitted);
  }
}

TEST_CASE("a refused request is charged to nothing") {
  auto settings = rates(100, 600);
  settings.per_key = {50, 600};
  DeploymentLimiter limiter(settings);
  CHECK(admitted_of(limiter, LimitProfile::azure, 50, 60, kStart) == 0);
  CHECK(limiter.admit(LimitProfile::azure, tokens(50), kKey, kStart).admitted);
  CHECK(limiter.admit(LimitProfile::azure, tokens(50), 2, kStart).admitted);
}

TEST_CASE("mixing addresses does not double the quota") {
  for (const LimitProfile first : {LimitProfile::azure, LimitProfile::openai}) {
    const auto second = first == LimitProfile::azure ? LimitProfile::openai : LimitProfile::azure;
    DeploymentLimiter limiter(rates(1000, 600));
    CHECK(admitted_of(limiter, first, 200, 10, kStart) == 100);
    CHECK(admitted_of(limiter, second, 200, 10, kStart) == 0);
  }
  Random random(3);
  DeploymentLimiter limiter(rates(6000, 6'000'000));
  TokenCount admitted = 0;
  for (TimePoint now = kStart; now < kStart + 600s; now += 20ms) {
    const auto profile = random.below(2) == 0 ? LimitProfile::azure : LimitProfile::openai;
    if (limiter.admit(profile, tokens(10), kKey, now).admitted) admitted += 10;
  }
  CHECK(admitted <= 6000 + 60000);
  CHECK(admitted >= 59400);
}

TEST_CASE("long use by one address delays the first request by the other no longer than a minute or so") {
  for (const auto kind : {WindowKind::sliding_window, WindowKind::fixed_window, WindowKind::token_bucket}) {
    auto settings = rates(6000, 600'000);
    settings.window = kind;
    DeploymentLimiter limiter(settings);
    LimitCost cost = tokens(10);  // costs 20 under azure, 10 under openai
    cost.prompt_characters = 40;
    for (TimePoint now = kStart; now < kStart + 600s; now += 50ms) limiter.admit(LimitProfile::openai, cost, kKey, now);
    const auto refused = limiter.admit(LimitProfile::azure, cost, kKey, kStart + 600s - 50ms);
    CHECK_FALSE(refused.admitted);
    CHECK(refused.retry_after <= 61s);
  }
}

TEST_CASE("a request that waits as told is admitted") {
  Random random(12);
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    auto settings =
        rates(1 + static_cast<TokenCount>(random.below(2000)), 1 + static_cast<TokenCount>(random.below(100)));
    settings.per_key = {1 + static_cast<TokenCount>(random.below(1000)),
                        1 + static_cast<TokenCount>(random.below(100))};
    if (round % 4 != 0) settings.window = static_cast<WindowKind>(round % 4 - 1);
    DeploymentLimiter limiter(settings);
    TimePoint now = kStart;
    for (int i = 0; i < 300; ++i) {
      now += Duration(static_cast<std::int64_t>(random.below(2'000'000'000)));
      const auto profile = static_cast<LimitProfile>(random.below(2));
      const auto cost = tokens(static_cast<TokenCount>(random.below(100)));
      const std::uint64_t key = random.below(3);
      const auto decision = limiter.admit(profile, cost, key, now);
      if (decision.admitted || decision.never_fits) continue;
      ++refused;
      now += decision.retry_after;
      REQUIRE(limiter.admit(profile, cost, key, now).admitted);
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("a profile that is set applies to every address") {
  auto settings = rates(1000, 60);
  settings.profile = LimitProfile::azure;
  DeploymentLimiter limiter(settings);
  CHECK(admitted_of(limiter, LimitProfile::openai, 20, 1, kStart) == 10);
  CHECK(limiter.admit(LimitProfile::openai, tokens(1), kKey, kStart).profile == LimitProfile::azure);
}

TEST_CASE("the window kind can be chosen apart from the profile") {
  auto settings = rates(600, 6000);
  settings.window = WindowKind::token_bucket;
  DeploymentLimiter bucket(settings);
  CHECK(admitted_of(bucket, LimitProfile::azure, 100, 10, kStart) == 60);
  CHECK(admitted_of(bucket, LimitProfile::azure, 100, 10, kStart + 1s) == 1);

  settings.window = WindowKind::fixed_window;
  DeploymentLimiter fixed(settings);
  CHECK(admitted_of(fixed, LimitProfile::openai, 100, 10, kStart + 59s) == 60);
  CHECK(admitted_of(fixed, LimitProfile::openai, 100, 10, kStart + 60s) == 60);
}

TEST_CASE("a key's own limit holds beside the deployment's and the tighter of both is shown") {
  auto settings = rates(1000, 6000);
  settings.per_key = {100, std::nullopt};
  settings.per_key.requests_per_minute = 0;
  DeploymentLimiter limiter(settings);
  const auto first = limiter.admit(LimitProfile::azure, tokens(60), 1, kStart);
  CHECK(first.tokens.limit == 100);
  CHECK(first.tokens.remaining == 40);
  CHECK(first.requests.limit == 1000);
  const auto refused = limiter.admit(LimitProfile::azure, tokens(60), 1, kStart);
  CHECK_FALSE(refused.admitted);
  CHECK(refused.by_key);
  CHECK(refused.refused_by().limit == 100);
  CHECK(limiter.admit(LimitProfile::azure, tokens(60), 2, kStart).admitted);
  CHECK(limiter.admit(LimitProfile::azure, tokens(101), 3, kStart).never_fits);

  for (std::uint64_t key = 10; key < 18; ++key)
    CHECK(limiter.admit(LimitProfile::azure, tokens(100), key, kStart).admitted);
  const auto deployment_full = limiter.admit(LimitProfile::azure, tokens(100), 99, kStart);
  CHECK_FALSE(deployment_full.admitted);
  CHECK_FALSE(deployment_full.by_key);
  CHECK(deployment_full.tokens.limit == 1000);
}

TEST_CASE("the key that was idle longest is forgotten when there are too many, and counted") {
  auto settings = rates(std::nullopt, std::nullopt);
  settings.per_key = {10, 0};
  DeploymentLimiter limiter(settings, 2);
  CHECK(limiter.admit(LimitProfile::azure, tokens(10), 1, kStart).admitted);
  CHECK(limiter.admit(LimitProfile::azure, tokens(10), 2, kStart).admitted);
  CHECK_FALSE(limiter.admit(LimitProfile::azure, tokens(10), 1, kStart).admitted);
  CHECK(limiter.admit(LimitProfile::azure, tokens(10), 3, kStart).admitted);
  CHECK(limiter.dropped_keys() == 1);
  CHECK(limiter.known_keys() == 2);
  CHECK_FALSE(limiter.admit(LimitProfile::azure, tokens(10), 1, kStart).admitted);
  CHECK(limiter.admit(LimitProfile::azure, tokens(10), 2, kStart).admitted);
}

TEST_CASE("a change of the limits keeps the history") {
  DeploymentLimiter limiter(rates(1000, 6000));
  CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart) == 100);
  limiter.configure(rates(1500, 6000));
  CHECK(limiter.settings().deployment.tokens_per_minute == 1500);
  CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart + 1s) == 50);
  limiter.configure(rates(500, 6000));
  CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart + 59s) == 0);
  CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart + 60s) == 0);
  CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart + 61s) == 50);
}

TEST_CASE("a change of the window or the profile carries over what is in use") {
  for (const auto kind : {WindowKind::sliding_window, WindowKind::fixed_window, WindowKind::token_bucket}) {
    auto settings = rates(1000, 60000);
    DeploymentLimiter limiter(settings);
    CHECK(admitted_of(limiter, LimitProfile::azure, 60, 10, kStart) == 60);
    settings.window = kind;
    limiter.configure(settings);
    CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart) == 40);
    settings.profile = LimitProfile::openai;
    limiter.configure(settings);
    CHECK(admitted_of(limiter, LimitProfile::azure, 100, 10, kStart) == 0);
  }
}

TEST_CASE("keys come and go with the limit per key") {
  auto settings = rates(std::nullopt, std::nullopt);
  settings.per_key = {100, 0};
  DeploymentLimiter limiter(settings);
  CHECK(admitted_of(limiter, LimitProfile::azure, 20, 10, kStart) == 10);
  settings.per_key = {200, 0};
  limiter.configure(settings);
  CHECK(admitted_of(limiter, LimitProfile::azure, 20, 10, kStart) == 10);
  settings.per_key = {};
  limiter.configure(settings);
  CHECK(limiter.known_keys() == 0);
  CHECK(admitted_of(limiter, LimitProfile::azure, 20, 10, kStart) == 20);
}

TEST_CASE("whether the prompt must be counted exactly follows the settings") {
  LimitSettings settings;
  DeploymentLimiter limiter(settings);
  CHECK_FALSE(limiter.wants_exact_prompt_tokens());
  settings.exact_prompt_tokens = true;
  limiter.configure(settings);
  CHECK(limiter.wants_exact_prompt_tokens());
}

TEST_CASE("a request that costs no tokens passes a deployment whose tokens are used up") {
  DeploymentLimiter limiter(rates(100, 0));
  CHECK(limiter.admit(LimitProfile::azure, tokens(100), kKey, kStart).admitted);
  limiter.configure(rates(10, 0));
  CHECK(limiter.admit(LimitProfile::azure, tokens(0), kKey, kStart).admitted);
  CHECK_FALSE(limiter.admit(LimitProfile::azure, tokens(1), kKey, kStart).admitted);
}

TEST_CASE("a window admits exactly its limit under 8 threads") {
  for (const auto kind : {WindowKind::sliding_window, WindowKind::fixed_window, WindowKind::token_bucket}) {
    auto settings = rates(20'000, 60'000'000);
    settings.window = kind;
    settings.per_key = {6'000, 0};
    DeploymentLimiter limiter(settings);
    std::atomic<int> admitted{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 5'000; ++i) {
          const TimePoint now = kStart + 1s - Duration(t * 1000 + i % 7);  // clocks read a little apart
          const auto profile = (t + i) % 2 == 0 ? LimitProfile::azure : LimitProfile::openai;
          admitted += limiter.admit(profile, tokens(1), static_cast<std::uint64_t>(t % 4), now).admitted;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(admitted.load() >= 20'000);
    CHECK(admitted.load() <= 20'000 + (kind == WindowKind::token_bucket ? 10 : 0));
  }
}
