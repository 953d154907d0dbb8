// Each kind of window against its promise, computed the slow and obvious way.
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "common/base/random.h"
#include "simulator/limits/fixed_window.h"
#include "simulator/limits/sliding_window.h"
#include "simulator/limits/token_bucket.h"

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

struct Charge {
  TimePoint time;
  TokenCount cost;
};

// The cost of the charges in (after, until].  REQUIRES: they are in the order of their times.
TokenCount cost_between(const std::vector<Charge>& charges, TimePoint after, TimePoint until) {
  TokenCount sum = 0;
  for (auto charge = charges.rbegin(); charge != charges.rend() && charge->time > after; ++charge) {
    if (charge->time <= until) sum += charge->cost;
  }
  return sum;
}

// Offers random costs at random times, about `overload` times what `limit` per `width` allows.
template <typename Window, typename Check>
std::vector<Charge> offer(Window& window, Random& random, Duration width, TokenCount largest, int offers,
                          double overload, Check check) {
  const double mean_gap = static_cast<double>(width.count()) * (1.0 + static_cast<double>(largest)) / 2.0 /
                          static_cast<double>(window.limit()) / overload;
  std::vector<Charge> admitted;
  TimePoint now = kStart;
  for (int i = 0; i < offers; ++i) {
    now += Duration(static_cast<std::int64_t>(2.0 * mean_gap * random.uniform()));
    const auto cost = static_cast<TokenCount>(1 + random.below(static_cast<std::uint64_t>(largest)));
    if (window.admit(cost, now)) admitted.push_back({now, cost});
    check(admitted, now);
  }
  return admitted;
}

// The wait that a window names is the shortest: it fits then, and not a nanosecond earlier.
template <typename Window>
void check_that_waits_are_the_shortest(Window window, TokenCount largest) {
  Random random(11);
  TimePoint now = kStart;
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += Duration(static_cast<std::int64_t>(random.below(20'000'000)));
    const auto cost = static_cast<TokenCount>(1 + random.below(static_cast<std::uint64_t>(largest)));
    if (window.admit(cost, now)) continue;
    ++refused;
    const Duration wait = window.retry_after(cost);
    Window early = window;
    REQUIRE_FALSE(early.admit(cost, now + wait - 1ns));
    Window on_time = window;
    REQUIRE(on_time.admit(cost, now + wait));
    Window idle = window;
    idle.advance(now + window.reset_after() - 1ns);
    REQUIRE(idle.used() > 0);
    idle.advance(now + window.reset_after());
    REQUIRE(idle.used() == 0);
  }
  CHECK(refused > 1000);
}

template <typename Window>
void check_that_a_limit_can_change() {
  Window window(100, 10s);
  CHECK(window.admit(60, kStart));
  window.set_limit(50);
  window.advance(kStart + 1ns);
  CHECK(window.remaining() == 0);
  CHECK(window.used() == 60);
  CHECK_FALSE(window.fits(1));
  CHECK(window.retry_after(1) > Duration::zero());
  window.set_limit(1000);
  CHECK(window.remaining() == 940);
  CHECK_FALSE(window.fits(941));
  CHECK(window.admit(940, kStart + 1ns));
}

template <typename Window>
void check_that_time_may_go_backwards() {
  Window window(10, 10s);
  CHECK(window.admit(10, kStart + 5s));
  CHECK_FALSE(window.admit(1, kStart));
  CHECK_FALSE(window.admit(1, kStart + 5s));
  CHECK(window.admit(1, kStart + 16s));
}

}  // namespace

TEST_CASE("a sliding window admits up to its limit and then says how long to wait") {
  SlidingWindow window(100, 10s);
  CHECK(window.admit(60, kStart));
  CHECK(window.admit(40, kStart + 2s));
  CHECK(window.remaining() == 0);
  CHECK_FALSE(window.admit(1, kStart + 3s));
  CHECK(window.retry_after(1) == 7s);
  CHECK(window.retry_after(60) == 7s);
  CHECK(window.retry_after(61) == 9s);
  CHECK(window.reset_after() == 9s);
  CHECK(window.admit(60, kStart + 10s));
}

TEST_CASE("a fixed window begins anew at multiples of its width") {
  FixedWindow window(100, 10s);
  CHECK(window.admit(100, kStart + 9s));
  CHECK_FALSE(window.admit(1, kStart + 9s));
  CHECK(window.retry_after(1) == 1s);
  CHECK(window.reset_after() == 1s);
  CHECK(window.admit(100, kStart + 10s));
  CHECK_FALSE(window.admit(1, kStart + 20s - 1ns));
  CHECK(window.admit(1, kStart + 20s));
  CHECK(window.remaining() == 99);
}

TEST_CASE("a bucket refills continuously") {
  TokenBucket window(60, 60s);
  CHECK(window.admit(60, kStart));
  CHECK_FALSE(window.admit(1, kStart + 999ms));
  CHECK(window.retry_after(1) == 1ms);
  CHECK(window.retry_after(60) == 59s + 1ms);
  CHECK(window.admit(1, kStart + 1s));
  window.advance(kStart + 1500ms);
  CHECK(window.used() == 60);  // 59.5, rounded up
  CHECK(window.remaining() == 0);
  CHECK(window.reset_after() == 59500ms);
}

TEST_CASE("a bucket loses nothing to rounding however often it is looked at") {
  TokenBucket watched(7, 60s);
  TokenBucket left_alone(7, 60s);
  CHECK(watched.admit(7, kStart));
  CHECK(left_alone.admit(7, kStart));
  for (int i = 1; i <= 100'000; ++i) watched.advance(kStart + i * 331us);
  left_alone.advance(kStart + 100'000 * 331us);
  CHECK(watched.reset_after() == left_alone.reset_after());
  CHECK(watched.reset_after() == 60s - 100'000 * 331us);
}

TEST_CASE_TEMPLATE("a cost above the whole limit never fits", Window, SlidingWindow, FixedWindow, TokenBucket) {
  Window window(10, 60s);
  CHECK_FALSE(window.admit(11, kStart));
  CHECK(window.retry_after(11) == Duration::max());
  CHECK(window.retry_after(TokenCount{1} << 60) == Duration::max());
  CHECK(window.admit(10, kStart));
}

TEST_CASE_TEMPLATE("a changed limit keeps what was counted", Window, SlidingWindow, FixedWindow, TokenBucket) {
  check_that_a_limit_can_change<Window>();
}

TEST_CASE_TEMPLATE("a time that goes backwards changes nothing", Window, SlidingWindow, FixedWindow, TokenBucket) {
  check_that_time_may_go_backwards<Window>();
}

TEST_CASE_TEMPLATE("the wait that a window names is the shortest", Window, SlidingWindow, FixedWindow, TokenBucket) {
  check_that_waits_are_the_shortest(Window(1000, 10s), 50);
  check_that_waits_are_the_shortest(Window(3, 10s), 3);
}

TEST_CASE("no sliding window of any traffic holds more than its limit, and overload uses 99 % of it") {
  Random random(7);
  for (const TokenCount limit : {TokenCount{10}, TokenCount{1000}, TokenCount{5000}}) {
    SlidingWindow window(limit, 10s);
    const auto admitted =
        offer(window, random, 10s, 5, static_cast<int>(limit) * 10, 2.0,
              [&](const auto& charges, TimePoint now) { REQUIRE(cost_between(charges, now - 10s, now) <= limit); });
    const TimePoint end = admitted.back().time;
    REQUIRE(end - kStart > 15s);
    if (limit >= 1000)
      CHECK(static_cast<double>(cost_between(admitted, end - 10s, end)) >= 0.99 * static_cast<double>(limit));
  }
}

TEST_CASE("no fixed window holds more than its limit, and overload uses 99 % of it") {
  Random random(8);
  FixedWindow window(1000, 10s);
  const auto admitted = offer(window, random, 10s, 5, 10'000, 3.0, [](const auto&, TimePoint) {});
  REQUIRE(admitted.back().time - kStart > 30s);
  for (const auto begin : {0s, 10s, 20s}) {
    const TokenCount sum = cost_between(admitted, kStart + begin - 1ns, kStart + begin + 10s - 1ns);
    CHECK(sum <= 1000);
    CHECK(sum >= 990);
  }
}

TEST_CASE("over any span a bucket admits at most its capacity and what refilled meanwhile") {
  Random random(9);
  TokenBucket window(1000, 10s);
  const auto admitted = offer(window, random, 10s, 5, 4'000, 2.0, [](const auto&, TimePoint) {});
  REQUIRE(admitted.size() > 1000);
  for (std::size_t i = 0; i < admitted.size(); i += 3) {
    TokenCount sum = 0;
    for (std::size_t j = i; j < admitted.size(); ++j) {
      sum += admitted[j].cost;
      REQUIRE(static_cast<double>(sum) <= 1000.0 + 100.0 * to_seconds(admitted[j].time - admitted[i].time) + 1e-6);
    }
  }
  const double span = to_seconds(admitted.back().time - admitted.front().time);
  CHECK(static_cast<double>(cost_between(admitted, kStart - 1s, kStart + 1h)) >= 0.99 * (1000.0 + 100.0 * span));
}

TEST_CASE("a sliding window agrees with a list of all charges when they are further apart than a tick") {
  Random random(10);
  SlidingWindow window(200, 10s);
  std::vector<Charge> charges;
  TimePoint now = kStart;
  for (int i = 0; i < 5'000; ++i) {
    now += 10ms + Duration(static_cast<std::int64_t>(random.below(40'000'000)));
    const auto cost = static_cast<TokenCount>(random.below(4));
    const bool fits = cost_between(charges, now - 10s, now) + cost <= 200;
    REQUIRE(window.admit(cost, now) == fits);
    if (fits) charges.push_back({now, cost});
    REQUIRE(window.used() == cost_between(charges, now - 10s, now));
  }
}

TEST_CASE("what may have been charged without fitting is worked off before anything else is admitted") {
  SlidingWindow window(10, 10s);
  window.advance(kStart);
  window.charge(30);
  CHECK(window.remaining() == 0);
  CHECK(window.retry_after(1) == 10s);
  TokenBucket bucket(10, 10s);
  bucket.advance(kStart);
  bucket.charge(30);
  CHECK(bucket.remaining() == 0);
  CHECK(bucket.used() == 20);  // a bucket owes no more than one limit
  CHECK(bucket.retry_after(1) == 11s);
}
