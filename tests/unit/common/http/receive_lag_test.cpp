#include "common/http/receive_lag.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace std::chrono_literals;

TEST_CASE("one of sixteen receives is timed, the first among them") {
  HdrHistogram lags;
  const ManualClock clock;
  ReceiveLag lag(lags, clock, {}, TimePoint::max());
  int timed = 0;
  for (int i = 0; i < 160; ++i) {
    const bool due = lag.is_due();
    if (i == 0) CHECK(due);
    timed += due ? 1 : 0;
  }
  CHECK(timed == 10);
}

TEST_CASE("a lag is from the arrival to the receive, and counts only within the measured part") {
  HdrHistogram lags;
  const ManualClock clock;
  const TimePoint begin = clock.now();
  ReceiveLag lag(lags, clock, begin + 1s, begin + 2s);
  lag.add(begin + 900ms, begin + 999ms);
  CHECK(lags.empty());
  lag.add(begin + 997ms, begin + 1000ms);
  lag.add(begin + 1994ms, begin + 1999ms);
  lag.add(begin + 1999ms, begin + 2000ms);
  CHECK(lags.count() == 2);
  CHECK(lags.min() == 3'000'000);
  CHECK(lags.max() == 5'000'000);
}
