#include "loadtest/client/loopback_floor.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("every byte over loopback is timed, and comes after it was sent") {
  const SystemClock clock;
  const auto floor = measure_loopback(clock, 20);
  REQUIRE(floor.ok());
  CHECK(floor->one_way.count() == 20);
  CHECK(floor->one_way.min() > 0);
  CHECK(floor->between_two.count() == 19);
  CHECK(floor->between_two.max() <= floor->one_way.max());
}
