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
  ClosedLoop user(kStart, 2s);
  CHECK(user.next(TimePoint{}) == kStart);
  CHECK(user.next(kStart + 5s) == kStart + 7s);
}

TEST_CASE("the shares of a constant rate interleave to exactly that rate, without drift") {
  std::vector<TimePoint> moments;
  for (int share = 0; share < 3; ++share) {
    ConstantRate rate(kStart, 7, share, 3);
    for (int i = 0; i < 7000; ++i) moments.push_back(rate.next(TimePoint{}));
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
