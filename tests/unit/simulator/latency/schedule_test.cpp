#include "simulator/latency/schedule.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

LatencyProfile constant_profile() {
  LatencyProfile profile;
  profile.overhead = Distribution::constant(5);
  profile.ttft = Distribution::constant(300);
  profile.prefill_per_token = Distribution::constant(0.1);
  profile.itl = Distribution::constant(20);
  return profile;
}

LatencyProfile random_profile() {
  LatencyProfile profile;
  profile.overhead = Distribution::exponential(5);
  profile.ttft = Distribution::lognormal(300, 100);
  profile.prefill_per_token = Distribution::uniform(0, 0.1);
  profile.itl = Distribution::normal(19, 6);
  return profile;
}

Schedule schedule_of(const LatencyProfile& profile, TokenCount prompt = 100, double load = 1.0,
                     LatencyOverrides overrides = {}, std::uint64_t seed = 1) {
  return Schedule(profile, overrides, prompt, kStart, load, Random(seed));
}

}  // namespace

TEST_CASE("the first token is due after overhead, prefill and ttft, the others an itl apart") {
  auto schedule = schedule_of(constant_profile());
  CHECK(schedule.next() == kStart + 315ms);
  CHECK(schedule.next() == kStart + 335ms);
  CHECK(schedule.next() == kStart + 355ms);
}

TEST_CASE("without a ttft the first token takes one itl, so that n tokens take n times its mean") {
  auto profile = constant_profile();
  profile.overhead = profile.prefill_per_token = Distribution();
  profile.ttft.reset();
  auto schedule = schedule_of(profile);
  CHECK(schedule.last(10) == kStart + 200ms);
  CHECK(schedule.next() == kStart + 20ms);

  profile.itl = Distribution::normal(19, 6);
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    sum += to_milliseconds(schedule_of(profile, 0, 1.0, {}, seed).last(50) - kStart);
  }
  CHECK(sum / 2000 == doctest::Approx(50 * profile.itl.mean()).epsilon(0.005));
}

TEST_CASE("the load multiplies every term") {
  CHECK(schedule_of(constant_profile(), 100, 2.0).last(3) == kStart + 710ms);
  CHECK(schedule_of(constant_profile(), 100, 1.5).next() == kStart + 472500us);
}

TEST_CASE("overrides replace the ttft and the itl and leave the rest") {
  LatencyOverrides overrides;
  overrides.itl_ms = 1.0;
  CHECK(schedule_of(constant_profile(), 0, 1.0, overrides).last(3) == kStart + 307ms);
  overrides.ttft_ms = 0.0;
  CHECK(schedule_of(constant_profile(), 0, 1.0, overrides).last(3) == kStart + 7ms);
  CHECK(schedule_of(LatencyProfile{}, 0, 1.0, {.ttft_ms = 100.0, .itl_ms = {}}).last(5) == kStart + 100ms);
}

TEST_CASE("a reply without tokens takes all but the itl") {
  CHECK(schedule_of(constant_profile()).last(0) == kStart + 315ms);
  auto profile = constant_profile();
  profile.ttft.reset();
  CHECK(schedule_of(profile).last(0) == kStart + 15ms);
  CHECK(schedule_of(LatencyProfile{}).last(0) == kStart);
  CHECK(schedule_of(LatencyProfile{}).last(1000) == kStart);
}

TEST_CASE("the last token of a whole reply is due when the stream's would be") {
  for (const bool with_ttft : {true, false}) {
    for (const bool constant : {true, false}) {
      auto profile = constant ? constant_profile() : random_profile();
      if (!with_ttft) profile.ttft.reset();
      for (const TokenCount n : {1, 2, 3, 17, 500}) {
        const auto whole = schedule_of(profile, 10, 1.3);
        auto streamed = whole;
        TimePoint due{};
        for (TokenCount k = 0; k < n; ++k) {
          const TimePoint next = streamed.next();
          REQUIRE(next >= due);
          due = next;
        }
        CHECK(whole.last(n) == due);
      }
    }
  }
}

TEST_CASE("the same arguments give the same schedule and another seed another") {
  auto a = schedule_of(random_profile());
  auto b = schedule_of(random_profile());
  auto c = schedule_of(random_profile(), 100, 1.0, {}, 2);
  int same = 0;
  for (int k = 0; k < 100; ++k) {
    const TimePoint due = a.next();
    CHECK(due == b.next());
    same += due == c.next();
  }
  CHECK(same == 0);
}

TEST_CASE("a hundred thousand short steps add up without drift") {
  LatencyProfile profile;
  profile.itl = Distribution::constant(0.1);
  auto schedule = schedule_of(profile);
  TimePoint due{};
  for (int k = 0; k < 100'000; ++k) due = schedule.next();
  CHECK(due == kStart + 10s);
}

TEST_CASE("absurd settings end a year from the start instead of overflowing") {
  LatencyProfile profile;
  profile.prefill_per_token = Distribution::constant(Distribution::kMaximum);
  profile.itl = Distribution::constant(Distribution::kMaximum);
  CHECK(schedule_of(profile, TokenCount{1} << 60, 1000.0).last(5) == kStart + 24h * 365);
  CHECK(schedule_of(profile, 0, 1000.0).last(TokenCount{1} << 60) == kStart + 24h * 365);
  auto schedule = schedule_of(profile, 0, 1000.0);
  for (int k = 0; k < 100; ++k) schedule.next();
  CHECK(schedule.next() == kStart + 24h * 365);
}

TEST_CASE("units take their time before the first token") {
  LatencyProfile profile;
  profile.per_unit = Distribution::constant(100);
  CHECK(Schedule(profile, {}, 5, kStart, 1.0, Random(1), 2.5).last(0) == kStart + 250ms);
  CHECK(Schedule(profile, {}, 5, kStart, 3.0, Random(1), 2.5).last(7) == kStart + 750ms);
  CHECK(Schedule(profile, {}, 5, kStart, 1.0, Random(1)).last(7) == kStart);
}

TEST_CASE("what comes before the tokens can be spread over them, where nothing is between them") {
  LatencyProfile profile;
  profile.per_unit = Distribution::constant(100);
  Schedule spread(profile, {}, 0, kStart, 2.0, Random(1), 2);
  spread.spread(4);
  CHECK(spread.last(4) == kStart + 400ms);
  CHECK(spread.next() == kStart + 100ms);
  CHECK(spread.next() == kStart + 200ms);

  for (const bool has_ttft : {false, true}) {
    (has_ttft ? profile.ttft.emplace() : profile.itl) = Distribution::constant(10);
    Schedule kept(profile, {}, 0, kStart, 1.0, Random(1), 2);
    kept.spread(4);
    CHECK(kept.next() == kStart + 210ms);
    profile.itl = Distribution();
  }
}
