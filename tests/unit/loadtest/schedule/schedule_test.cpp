#include "loadtest/schedule/schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "loadtest/schedule/stop_condition.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint kStart{1h};
}

TEST_CASE("a user of a closed loop thinks after each reply, not before the first request") {
  const LevelProfile one({{.length = kForever, .from = 1, .to = 1}});
  ClosedLoop user(kStart, one, 1, RandomDuration(2s), Random(1));
  CHECK(user.next(TimePoint{}) == kStart);
  CHECK(user.next(kStart + 5s) == kStart + 7s);
}

TEST_CASE("users begin exactly when the profile passes them, pause below it and come back") {
  // 1 to 5 users in 4 s, 2 users for 4 s, 5 users for 2 s.
  const LevelProfile users({{4s, 1, 5}, {4s, 2, 2}, {2s, 5, 5}});
  for (int number = 1; number <= 5; ++number) {
    ClosedLoop user(kStart, users, number, {}, Random(1));
    const auto first = user.next(TimePoint{});
    REQUIRE(first.has_value());
    // The fifth is reached at the very moment when only two are wanted.
    const Duration begin = number == 5 ? 8s : Duration(std::chrono::seconds(number - 1));
    CHECK(std::abs((*first - kStart - begin).count()) <= 1);
    CHECK(user.next(*first + 10ms) == (number == 5 ? kStart + 8s + 10ms : *first + 10ms));
    CHECK(user.next(kStart + 5s) == kStart + (number <= 2 ? 5s : 8s));
    CHECK(user.next(kStart + 10s) == std::nullopt);
  }
}

TEST_CASE("a think time may be drawn, and its text says from what") {
  Random random(7);
  const auto uniform = *RandomDuration::parse("uniform:1s..3s");
  const auto exponential = *RandomDuration::parse("exponential:2s");
  double sum = 0;
  double uniform_sum = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Duration drawn = uniform.draw(random);
    REQUIRE(drawn >= 1s);
    REQUIRE(drawn <= 3s);
    uniform_sum += to_seconds(drawn);
    sum += to_seconds(exponential.draw(random));
  }
  CHECK(uniform_sum / 20'000 == doctest::Approx(2).epsilon(0.01));
  CHECK(sum / 20'000 == doctest::Approx(2).epsilon(0.03));
  CHECK(uniform.text() == "uniform:1s..3s");
  CHECK(exponential.text() == "exponential:2s");
  CHECK(RandomDuration::parse("1500ms")->text() == "1500ms");
  for (const char* bad : {"", "uniform:3s..1s", "uniform:1s", "exponential:", "normal:1s", "-1s"}) {
    CHECK_FALSE(RandomDuration::parse(bad).ok());
  }
}

TEST_CASE("the shares of a constant rate interleave to exactly that rate, without drift") {
  std::vector<TimePoint> moments;
  for (int share = 0; share < 3; ++share) {
    ConstantRate rate(kStart, 7, share, 3);
    for (int i = 0; i < 7000; ++i) moments.push_back(*rate.next(TimePoint{}));
  }
  std::sort(moments.begin(), moments.end());
  for (std::size_t i = 0; i < moments.size(); ++i) {
    REQUIRE(std::abs(to_seconds(moments[i] - kStart) - static_cast<double>(i) / 7) < 1e-8);
  }
}

TEST_CASE("a late reply does not move a constant rate") {
  ConstantRate rate(kStart, 1, 0, 1);
  rate.next(kStart);
  CHECK(rate.next(kStart + 50s) == kStart + 1s);
}

TEST_CASE("a run stops at its end, after its number, or when it is told to") {
  StopCondition by_time(kStart + 1s, std::nullopt);
  CHECK(by_time.take(kStart + 999ms));
  CHECK_FALSE(by_time.take(kStart + 1s));
  CHECK_FALSE(by_time.used_up());

  StopCondition by_number(std::nullopt, 2);
  CHECK(by_number.take(kStart));
  CHECK(by_number.take(kStart));
  CHECK_FALSE(by_number.take(kStart));
  CHECK(by_number.used_up());

  StopCondition told(std::nullopt, std::nullopt);
  CHECK(told.take(kStart));
  told.stop();
  CHECK_FALSE(told.take(kStart));
  CHECK_FALSE(told.used_up());
}
