#include "common/base/clock.h"

#include <doctest/doctest.h>

#include "common/base/random.h"

using namespace oaisim;
using namespace std::chrono_literals;

TEST_CASE("a scaled clock maps simulated time back to the real time that reaches it") {
  const SystemClock clock(60);
  const TimePoint before = clock.now();
  const TimePoint real_before = clock.real_time_of(before);
  CHECK(to_seconds(clock.real_time_of(before + 60s) - real_before) == doctest::Approx(1).epsilon(1e-6));
  const Duration back = clock.simulated_time_of(clock.real_time_of(before + 60s)) - before;
  CHECK(to_seconds(back) == doctest::Approx(60).epsilon(1e-6));
}

TEST_CASE("a manual clock moves only when told to") {
  ManualClock clock;
  const TimePoint start = clock.now();
  CHECK(clock.now() == start);
  clock.advance(3s);
  CHECK(clock.now() == start + 3s);
}

TEST_CASE("the same seed and index give the same numbers, another index others") {
  Random a(7, 3), b(7, 3), c(7, 4);
  const auto first = a();
  CHECK(first == b());
  CHECK(first != c());
}

TEST_CASE("uniform and normal numbers have their moments") {
  Random random(1);
  double sum = 0, normal_sum = 0, normal_squares = 0;
  constexpr int kCount = 100'000;
  for (int i = 0; i < kCount; ++i) {
    sum += random.uniform();
    const double x = random.normal();
    normal_sum += x;
    normal_squares += x * x;
    REQUIRE(random.below(10) < 10);
  }
  CHECK(sum / kCount == doctest::Approx(0.5).epsilon(0.02));
  CHECK(normal_sum / kCount == doctest::Approx(0).epsilon(0.02));
  CHECK(normal_squares / kCount == doctest::Approx(1).epsilon(0.03));
}
