#include "loadtest/schedule/level_profile.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

// 10 s from 0 to 100, a pause of 5 s, 10 s at 20, 10 s down from 50 to 10.
const std::vector<Stage> kStages{{10s, 0, 100}, {5s, 0, 0}, {10s, 20, 20}, {10s, 50, 10}};

// The area below the profile up to a moment, from rectangles so thin that it does not matter.
double area_until(const LevelProfile& profile, Duration until) {
  constexpr int kSteps = 200'000;
  double area = 0;
  for (int i = 0; i < kSteps; ++i) {
    const auto middle = Duration(static_cast<Duration::rep>((i + 0.5) / kSteps * static_cast<double>(until.count())));
    area += profile.level_at(middle) * to_seconds(until) / kSteps;
  }
  return area;
}

}  // namespace

TEST_CASE("the level follows the stages") {
  const LevelProfile profile(kStages);
  CHECK(profile.level_at(0s) == 0);
  CHECK(profile.level_at(5s) == doctest::Approx(50));
  CHECK(profile.level_at(10s) == 0);
  CHECK(profile.level_at(15s) == 20);
  CHECK(profile.level_at(30s) == doctest::Approx(30));
  CHECK(profile.level_at(35s) == 0);
  CHECK(profile.level_at(-1s) == 0);
  CHECK(profile.stage_at(-1s) == 0);
  CHECK(profile.stage_at(9999ms) == 0);
  CHECK(profile.stage_at(10s) == 1);
  CHECK(profile.stage_at(15s) == 2);
  CHECK(profile.stage_at(1h) == 3);
}

TEST_CASE("the moment of an area is where the profile has that area behind it") {
  const LevelProfile profile(kStages);
  for (const double area : {0.5, 1.0, 123.0, 499.0, 501.0, 699.0, 700.5, 850.0, 999.0}) {
    const auto moment = profile.moment_of(area);
    REQUIRE(moment.has_value());
    CHECK(area_until(profile, *moment) == doctest::Approx(area).epsilon(1e-4));
  }
  CHECK(profile.moment_of(0) == 0s);
  CHECK(profile.moment_of(500) == 15s);  // nothing falls into the pause
  CHECK(profile.moment_of(1000) == std::nullopt);
}

TEST_CASE("an area of a level that lasts for ever is always reached") {
  const LevelProfile profile({{kForever, 4, 4}});
  CHECK(profile.moment_of(4e6) == 1'000'000s);
  CHECK(profile.level_at(100h) == 4);
}

TEST_CASE("a level is reached at the crossing and not before") {
  const LevelProfile profile(kStages);
  CHECK(std::abs((*profile.reaches(30, 0s) - 3s).count()) <= 1);
  CHECK(profile.reaches(30, 4s) == 4s);
  CHECK(profile.reaches(30, 10s) == 25s);
  CHECK(profile.reaches(30, 29s) == 29s);
  CHECK(profile.reaches(30, 31s) == std::nullopt);
  CHECK(profile.reaches(20, 16s) == 16s);
  // The moment itself counts as reached when it is asked for again.
  const auto moment = *profile.reaches(33, 0s);
  CHECK(profile.reaches(33, moment) == moment);
}
