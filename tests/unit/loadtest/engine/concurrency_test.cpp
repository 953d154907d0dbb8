#include "loadtest/engine/concurrency.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint kStart{1h};
}

TEST_CASE("the level of a closed loop is how many users are wanted when a request begins") {
  LoadPlan load;
  load.users = 50;
  load.stages = {{10s, 0, 50}, {10s, 20, 20}};
  Concurrency concurrency(load, kStart);
  CHECK(concurrency.begin(kStart + 1s) == 5);
  CHECK(concurrency.begin(kStart + 9s) == 45);
  CHECK(concurrency.begin(kStart + 12s) == 20);
  // A user who begins at the crossing counts.
  CHECK(concurrency.begin(kStart + *concurrency.levels().reaches(7, 0s)) == 7);
  CHECK(concurrency.stage_at(kStart + 9s) == 0);
  CHECK(concurrency.stage_at(kStart + 12s) == 1);
}

TEST_CASE("the level of users who are spawned is how many have been") {
  LoadPlan load;
  load.users = 10;
  load.spawn_rate = 2;
  Concurrency concurrency(load, kStart);
  CHECK(concurrency.begin(kStart) == 1);
  CHECK(concurrency.begin(kStart + 1100ms) == 3);
  CHECK(concurrency.begin(kStart + 1min) == 10);
}

TEST_CASE("the level of an open loop is how many requests are in flight") {
  LoadPlan load;
  load.shape = LoadShape::open_loop;
  load.requests_per_second = 1000;
  Concurrency concurrency(load, kStart);
  CHECK(concurrency.begin(kStart) == 1);
  CHECK(concurrency.begin(kStart) == 2);
  concurrency.end();
  CHECK(concurrency.begin(kStart) == 2);
  CHECK(concurrency.stage_at(kStart + 1h) == 0);
}
