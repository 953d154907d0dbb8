#include "loadtest/results/comparison.h"

#include <doctest/doctest.h>

#include <cmath>

#include "loadtest/results/run_samples.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// A run of `slices` seconds with `per_slice` requests each, whose latencies share a drift from one second to the next:
// each second is slower or faster as a whole, and half of that is left a second later.
RunResult simulated_run(std::uint64_t seed, double factor, int slices = 60, int per_slice = 50) {
  Random random(seed);
  RunResult run;
  run.length = run.steady_length = std::chrono::seconds(slices);
  double drift = 0;
  for (int i = 0; i < slices; ++i) {
    drift = 0.5 * drift + 0.05 * random.normal();
    TimeSlice slice{.begin = std::chrono::seconds(i), .length = std::chrono::seconds(1)};
    for (int k = 0; k < per_slice; ++k) {
      const auto latency = static_cast<std::int64_t>(500e6 * factor * std::exp(drift + 0.3 * random.normal()));
      slice.e2e.from_sent.record(latency);
      slice.e2e.from_intended.record(latency);
      run.latencies.e2e.from_sent.record(latency);
      run.latencies.e2e.from_intended.record(latency);
    }
    slice.offered = slice.succeeded = static_cast<std::uint64_t>(per_slice);
    run.measured.requests += slice.offered;
    run.measured.by_outcome[0] += slice.offered;
    run.timeline.push_back(std::move(slice));
  }
  run.whole_run = run.measured;
  run.steady.successes_per_second = per_slice;
  return run;
}

constexpr BootstrapPlan kFew{.seed = 7, .resamples = 400, .confidence = 0.95};

LimitState state_of(const RunResult& a, const RunResult& b, const char* limit) {
  const DifferenceLimit limits[] = {*parse_difference_limit(limit)};
  return compare(a, b, {}, limits, kFew).limits.front().state;
}

// How many of `tries` pairs of runs break the limit.
int failures(const char* limit, double factor, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    const auto state = state_of(simulated_run(2 * seed, 1), simulated_run(2 * seed + 1, factor), limit);
    count += state == LimitState::failed ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("the same distribution twice breaks a limit of no more than 5 % of all seeds") {
  // A difference in one direction is 2.5 % by the interval; 5 % and its own noise over 100 pairs are allowed.
  CHECK(failures("e2e_p50>+0%", 1, 100) <= 7);
  CHECK(failures("e2e_p99>+0%", 1, 100) <= 7);
  CHECK(failures("e2e_p99>+10%", 1, 100) <= 1);
}

TEST_CASE("what is 30 % slower is found nearly always") {
  CHECK(failures("e2e_p50>+10%", 1.3, 40) >= 39);
  CHECK(failures("e2e_p99>+10%", 1.3, 40) >= 36);
  CHECK(failures("e2e_mean>+50ms", 1.3, 40) >= 39);
}

TEST_CASE("the interval covers the true difference about as often as it says") {
  constexpr int kTries = 200;
  int covered = 0;
  for (int i = 0; i < kTries; ++i) {
    const auto seed = static_cast<std::uint64_t>(1000 + 2 * i);
    const auto difference =
        difference_of(simulated_run(seed, 1), simulated_run(seed + 1, 1.2), *parse_compared_metric("e2e_p50"), kFew);
    REQUIRE(difference.is_over_time);
    covered += difference.interval.relative.low <= 0.2 && difference.interval.relative.high >= 0.2 ? 1 : 0;
  }
  CHECK(covered >= kTries * 0.90);
  CHECK(covered <= kTries * 0.995);
}

TEST_CASE("requests that were independent would be too sure of themselves") {
  // The same runs without their slices: requests are drawn one by one, and the drift is taken for none.
  int covered = 0;
  for (int i = 0; i < 100; ++i) {
    const auto seed = static_cast<std::uint64_t>(1000 + 2 * i);
    auto a = simulated_run(seed, 1);
    auto b = simulated_run(seed + 1, 1.2);
    a.timeline.clear();
    b.timeline.clear();
    const auto difference = difference_of(a, b, *parse_compared_metric("e2e_p50"), kFew);
    CHECK_FALSE(difference.is_over_time);
    covered += difference.interval.relative.low <= 0.2 && difference.interval.relative.high >= 0.2 ? 1 : 0;
  }
  CHECK(covered < 90);
}

TEST_CASE("the figures are those of the whole run and lie within their interval") {
  const auto a = simulated_run(1, 1);
  const auto b = simulated_run(2, 1.3);
  const auto difference = difference_of(a, b, *parse_compared_metric("e2e_p99"), kFew);
  REQUIRE(difference.is_known);
  CHECK(*difference.a == static_cast<double>(a.latencies.e2e.from_sent.percentile(99)));
  CHECK(difference.absolute == *difference.b - *difference.a);
  CHECK(difference.relative == doctest::Approx(*difference.b / *difference.a - 1));
  CHECK(difference.interval.absolute.low <= difference.absolute);
  CHECK(difference.interval.absolute.high >= difference.absolute);
  CHECK(difference.is_certain());
}

TEST_CASE("a seed gives the same interval each time, another seed another") {
  const auto a = simulated_run(1, 1);
  const auto b = simulated_run(2, 1.1);
  const auto metric = *parse_compared_metric("e2e_p95");
  const auto low = [&](std::uint64_t seed) {
    return difference_of(a, b, metric, {.seed = seed, .resamples = 400, .confidence = 0.95}).interval.absolute.low;
  };
  CHECK(low(1) == low(1));
  CHECK(low(1) != low(2));
}

TEST_CASE("a limit is kept, not certain or broken") {
  const auto a = simulated_run(1, 1);
  const auto b = simulated_run(2, 1.3);
  CHECK(state_of(a, b, "e2e_p50>+10%") == LimitState::failed);
  CHECK(state_of(a, b, "e2e_p50>+100%") == LimitState::kept);
  CHECK(state_of(a, b, "e2e_p50<+10%") == LimitState::kept);
  CHECK(state_of(b, a, "e2e_p50<-5%") == LimitState::failed);
  const auto difference = difference_of(a, b, *parse_compared_metric("e2e_p50"), kFew);
  const double between = (difference.interval.relative.low + difference.relative) / 2 * 100;
  CHECK(state_of(a, b, ("e2e_p50>+" + std::to_string(between) + "%").c_str()) == LimitState::not_certain);
}

TEST_CASE("runs without a failure are as uncertain of it as they are short") {
  const auto metric = *parse_compared_metric("error_rate");
  const auto a = simulated_run(1, 1, 11, 40);  // 440 requests
  const auto b = simulated_run(2, 1, 44, 100);
  const auto interval = difference_of(a, b, metric, kFew).interval.absolute;
  CHECK(interval.low == doctest::Approx(-0.00835).epsilon(0.01));  // 1 - 0.025^(1/440)
  CHECK(interval.high == doctest::Approx(0.000838).epsilon(0.01));
  auto failing = b;
  failing.measured.by_outcome = {};
  failing.measured.by_outcome[static_cast<std::size_t>(Outcome::server_error)] = failing.measured.requests;
  for (auto& slice : failing.timeline) std::swap(slice.failed, slice.succeeded);
  const auto certain = difference_of(a, failing, metric, kFew).interval.absolute;
  CHECK(certain.low == doctest::Approx(1 - 0.0084).epsilon(0.001));
  CHECK(certain.high == 1);
}

TEST_CASE("what was not measured breaks its limit and has no interval") {
  const auto a = simulated_run(1, 1);
  CHECK(state_of(a, simulated_run(2, 1), "ttft_p99>+10%") == LimitState::failed);
  CHECK_FALSE(difference_of(a, a, *parse_compared_metric("ttft_p99"), kFew).is_known);
}

TEST_CASE("rates and shares come from the slices of the steady window") {
  auto a = simulated_run(1, 1);
  auto b = simulated_run(2, 1);
  for (auto& slice : b.timeline) slice.failed = slice.begin.count() % 2 == 0 ? 5 : 6;
  for (const auto& slice : b.timeline) {
    b.measured.requests += slice.failed;
    b.measured.by_outcome[static_cast<std::size_t>(Outcome::server_error)] += slice.failed;
  }
  const auto rate = difference_of(a, b, *parse_compared_metric("error_rate"), kFew);
  CHECK(rate.is_over_time);
  CHECK(rate.is_certain());
  CHECK(rate.interval.absolute.low > 0.05);
  CHECK(state_of(a, b, "error_rate>+5pp") == LimitState::failed);
  CHECK_FALSE(difference_of(a, b, *parse_compared_metric("rps"), kFew).is_certain());
}

TEST_CASE("the warm-up is in no slice that is drawn") {
  auto run = simulated_run(1, 1);
  run.plan.load.warmup = std::chrono::seconds(20);
  const auto figure = sampled_figure(run, *parse_compared_metric("e2e_p50"));
  REQUIRE(figure.has_value());
  double count = 0;
  for (const double tally : figure->samples.totals()) count += tally;
  CHECK(count == 40 * 50);
}

TEST_CASE("a comparison of loads of another size says so") {
  const auto a = simulated_run(1, 1);
  auto b = a;
  CHECK(compare(a, b, {}, {}, kFew).notes.empty());
  b.plan.load.users = 7;
  CHECK(compare(a, b, {}, {}, kFew).notes == std::vector<std::string>{"users is '1' and '7'"});
  b.plan.load.shape = LoadShape::open_loop;
  CHECK(compare(a, b, {}, {}, kFew).notes == std::vector<std::string>{"the loads have different shapes"});
}

TEST_CASE("runs of different kinds are told apart") {
  RunPlan a;
  RunPlan b;
  a.target.model = "one";
  b.target.model = "two";
  b.request.max_tokens = 5;
  CHECK(plan_differences(a, a).empty());
  CHECK(plan_differences(a, b) == std::vector<std::string>{"model is 'one' and 'two'", "max_tokens is 'none' and '5'"});
}
