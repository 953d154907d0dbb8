#include "loadtest/results/step_judgement.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

struct Growth {
  double in_flight = 1;         // of the last third over the first
  double latency = 1;           // likewise
  std::uint64_t answered = 50;  // of 50 that are offered in a second of the last third
  bool streamed = true;
};

// A step of 30 slices of a second, and two more in which it ends.
RunResult step(const Growth& growth) {
  RunResult result;
  result.plan.load.shape = LoadShape::open_loop;
  result.plan.load.duration = 30s;
  result.length = 32s;
  for (int i = 0; i < 32; ++i) {
    const double share = i < 10 ? 0 : i < 20 ? 0.5 : 1;  // of the growth
    TimeSlice& slice = result.timeline.emplace_back();
    slice.begin = i * 1s;
    slice.length = 1s;
    slice.offered = i < 30 ? 50 : 0;
    slice.succeeded = i < 20 ? 50 : growth.answered;
    slice.in_flight_mean = 10 * (1 + share * (growth.in_flight - 1));
    const auto latency = static_cast<std::int64_t>(200 * (1 + share * (growth.latency - 1))) * kMillisecond;
    for (std::uint64_t k = 0; k < slice.succeeded; ++k) {
      if (growth.streamed) slice.ttft.from_intended.record(latency);
      slice.e2e.from_intended.record(growth.streamed ? 4 * 200 * kMillisecond : latency);
    }
  }
  for (int i = 0; i < 1000; ++i) {
    result.latencies.ttft.from_sent.record(200 * kMillisecond);
    result.latencies.e2e.from_sent.record(800 * kMillisecond);
  }
  result.measured.requests = result.measured.by_outcome[0] = 1000;
  return result;
}

}  // namespace

TEST_CASE("a server is saturated when requests in flight and TTFT rise over the step") {
  CHECK(saturation_of(step({.in_flight = 3, .latency = 3})) ==
        "10 requests were in flight in its first third and 30 in its last, and the median TTFT grew 3.0-fold");
  CHECK(
      contains(saturation_of(step({.in_flight = 3, .latency = 2, .streamed = false})), "the median E2E grew 2.0-fold"));
}

TEST_CASE("a server is saturated when requests pile up and too few are answered") {
  CHECK(contains(saturation_of(step({.in_flight = 3, .answered = 40})), "and it answered 400 of 500"));
  // Nothing at all is answered any more.
  CHECK(contains(saturation_of(step({.in_flight = 30, .answered = 0})), "and it answered 0 of 500"));
}

TEST_CASE("one sign alone is not saturation") {
  CHECK(saturation_of(step({})).empty());
  CHECK(saturation_of(step({.latency = 3})).empty());
  CHECK(saturation_of(step({.in_flight = 3})).empty());
  CHECK(saturation_of(step({.answered = 40})).empty());
  CHECK(saturation_of(step({.in_flight = 1.1, .latency = 1.1})).empty());
  // 480 of 500 may be chance.
  CHECK(saturation_of(step({.in_flight = 3, .answered = 48})).empty());
  CHECK(saturation_of(RunResult{}).empty());
}

TEST_CASE("the warm-up does not count for saturation") {
  auto result = step({.in_flight = 3, .latency = 3});
  CHECK_FALSE(saturation_of(result).empty());
  result.plan.load.warmup = 20s;
  CHECK(saturation_of(result).empty());
}

TEST_CASE("a step is sustained when every SLO holds") {
  const auto slos = std::vector{*parse_threshold("ttft_p99<500ms"), *parse_threshold("error_rate<1%")};
  auto result = step({});
  CHECK(judge_step(result, slos).outcome == StepOutcome::sustained);

  result.measured.requests += 20;
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::server_error)] = 20;
  const auto errors = judge_step(result, slos);
  CHECK(errors.outcome == StepOutcome::slo_broken);
  CHECK(errors.reason == "error_rate<1% does not hold: 1.961 %");

  result = step({});
  for (int i = 0; i < 100; ++i) result.latencies.ttft.from_sent.record(600 * kMillisecond);
  CHECK(contains(judge_step(result, slos).reason, "ttft_p99<500ms does not hold: 60"));

  result.latencies.ttft = {};
  CHECK(judge_step(result, slos).reason == "ttft_p99<500ms was not measured");
}

TEST_CASE("saturation and SLOs are told apart, and a client that was the limit from both") {
  const auto slos = std::vector{*parse_threshold("ttft_p99<1ms")};
  auto result = step({.in_flight = 3, .latency = 3});
  CHECK(judge_step(result, slos).outcome == StepOutcome::saturated);
  result.client.busiest_core = 1;
  result.verdict = judge_client(result);
  const auto judgement = judge_step(result, slos);
  CHECK(judgement.outcome == StepOutcome::client_limited);
  CHECK(contains(judgement.reason, "of its core"));
}

TEST_CASE("connections that run out are the server's doing when it falls behind, otherwise the client's") {
  const auto slos = std::vector{*parse_threshold("ttft_p99<500ms")};
  auto behind = step({.in_flight = 3, .latency = 3});
  auto steady = step({});
  for (auto* result : {&behind, &steady}) {
    result->client.dropped_sends = 500;
    result->whole_run = result->measured;
    result->verdict = judge_client(*result);
    REQUIRE(result->verdict.connections_short);
  }
  CHECK(judge_step(behind, slos).outcome == StepOutcome::saturated);
  CHECK(judge_step(steady, slos).outcome == StepOutcome::client_limited);
  CHECK(contains(judge_step(steady, slos).reason, "--max-connections"));
}

TEST_CASE("a server of which nothing succeeds breaks the SLOs, which is not the client's fault") {
  const auto slos = std::vector{*parse_threshold("error_rate<1%")};
  auto result = step({});
  result.latencies = {};
  result.measured.by_outcome = {};
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::server_error)] = 1000;
  result.verdict = judge_client(result);
  REQUIRE(result.verdict.nothing_measured);
  CHECK(judge_step(result, slos).outcome == StepOutcome::slo_broken);
}

TEST_CASE("what most requests failed of is told beside the share of them, and beside what was not measured") {
  auto result = step({});
  result.errors = {{.outcome = Outcome::connect, .status = 0, .text = "Connection refused", .count = 20}};
  const auto reason = [&](const char* slo) { return judge_step(result, std::vector{*parse_threshold(slo)}).reason; };
  CHECK(contains(reason("ttft_p99<1ms"), "does not hold"));
  CHECK_FALSE(contains(reason("ttft_p99<1ms"), "most often"));  // a failure has no latency
  CHECK(reason("tpot_p99<1ms") == "tpot_p99<1ms was not measured; most often: Connection refused");
  result.measured.requests += 1000;
  result.measured.by_outcome[static_cast<std::size_t>(Outcome::connect)] = 1000;
  CHECK(reason("error_rate<1%") == "error_rate<1% does not hold: 50 %; most often: Connection refused");
}

TEST_CASE("an outcome that few requests decided says so, and how long a step gives enough") {
  const auto slos = std::vector{*parse_threshold("ttft_p99<500ms")};
  auto result = step({});
  result.plan.load.requests_per_second = 1.25;
  result.plan.load.warmup = 5s;
  CHECK(judge_step(result, slos).caution.empty());
  result.measured.requests = result.measured.by_outcome[0] = 99;
  CHECK(judge_step(result, slos).caution == "on 99 requests, which are few; --step-duration 85s gives 100");
  CHECK(judge_step(result, std::vector{*parse_threshold("ttft_p99<1ms")}).caution.starts_with("on 99 requests"));
  result.measured.requests = result.measured.by_outcome[0] = 100;
  CHECK(judge_step(result, slos).caution.empty());
}
