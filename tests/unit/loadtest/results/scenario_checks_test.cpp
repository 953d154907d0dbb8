#include "loadtest/results/scenario_checks.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

// A run of the scenario in which everything is right, and what the server counted.
struct Right {
  const Scenario& scenario;
  RunResult result;
  ServerCounts server;

  Right(const char* name, std::uint64_t admitted_a_minute, std::uint64_t refused_a_minute)
      : scenario(*find_scenario(name)) {
    result.plan = scenario_plan(scenario, 2min);
    const bool for_tokens = scenario.kind == ScenarioKind::limits_tokens;
    for (int i = 0; i < 2; ++i) {
      result.minutes.push_back({.admitted = admitted_a_minute,
                                .limited_for_requests = for_tokens ? 0 : refused_a_minute,
                                .limited_for_tokens = for_tokens ? refused_a_minute : 0});
    }
    auto& counts = result.whole_run;
    counts.requests = 2 * (admitted_a_minute + refused_a_minute);
    counts.by_outcome[static_cast<std::size_t>(Outcome::success)] = 2 * admitted_a_minute;
    counts.by_outcome[static_cast<std::size_t>(Outcome::rate_limited)] = 2 * refused_a_minute;
    counts.by_limit_reason[static_cast<std::size_t>(for_tokens ? LimitReason::tokens : LimitReason::requests)] =
        2 * refused_a_minute;
    server.by_status[200] = {.count = 2 * admitted_a_minute,
                             .base_seconds = 0.001 * static_cast<double>(admitted_a_minute)};
    if (refused_a_minute > 0) server.by_status[429].count = 2 * refused_a_minute;
    (for_tokens ? server.limited_for_tokens : server.limited_for_requests) = static_cast<double>(2 * refused_a_minute);
    server.limiter_tokens =
        static_cast<double>(limiter_cost(result.plan) * static_cast<TokenCount>(2 * admitted_a_minute));
    for (int i = 0; i < 100; ++i) result.latencies.e2e.from_intended.record(1'005'000'000);
  }

  std::vector<std::string> failed() const {
    std::vector<std::string> names;
    for (const auto& check : check_scenario(scenario, result, server)) {
      if (!check.passed) names.push_back(check.name);
    }
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("scenarios pass when everything is right") {
  CHECK(Right("base-latency", 50'000, 0).failed() == Names{});
  CHECK(Right("added-latency", 1700, 0).failed() == Names{});
  CHECK(Right("limits-requests", 600, 1200).failed() == Names{});
  CHECK(Right("limits-tokens", 470, 100).failed() == Names{});
}

TEST_CASE("a minute outside its bounds fails, also when the average is inside") {
  Right requests("limits-requests", 595, 1200);
  requests.result.minutes[0].admitted = 601;
  requests.result.minutes[1].admitted = 589;
  CHECK(requests.failed() == Names{"admitted in minute 1", "admitted in minute 2"});
  Right tokens("limits-tokens", 470, 100);
  tokens.result.minutes[1].admitted = 480;
  CHECK(tokens.failed() == Names{"admitted in minute 2"});
}

TEST_CASE("a run without a full minute cannot pass the limits") {
  Right right("limits-requests", 600, 1200);
  right.result.plan.load.duration = 59s;
  CHECK(right.failed() == Names{"full minutes"});
}

TEST_CASE("429s for the wrong reason fail, and so does having none") {
  Right wrong("limits-requests", 600, 1200);
  wrong.result.whole_run.by_limit_reason = {0, 2399, 1, 0};
  CHECK(wrong.failed() == Names{"429s for another reason", "server's 429s for requests = client's"});
  CHECK(Right("limits-tokens", 470, 0).failed() == Names{"429s for tokens"});
}

TEST_CASE("the mean added by the simulator must stay below 10 ms") {
  Right right("base-latency", 1000, 0);
  right.server.by_status[200].base_seconds = 20.0;
  CHECK(right.failed() == Names{"mean added by the simulator"});
}

TEST_CASE("one percentile out of bounds fails the added latency") {
  Right late("added-latency", 1700, 0);
  for (int i = 0; i < 3; ++i) late.result.latencies.e2e.from_intended.record(1'200'000'000);
  CHECK(late.failed() == Names{"E2E p99, the highest of p1 to p99"});
  Right early("added-latency", 1700, 0);
  for (int i = 0; i < 3; ++i) early.result.latencies.e2e.from_intended.record(890'000'000);
  CHECK(early.failed() == Names{"E2E p1, the lowest of p1 to p99"});
}

TEST_CASE("other counts of the server than the client's, other failures and an invalid client fail") {
  Right right("added-latency", 1700, 0);
  right.server.by_status[200].count -= 1;
  right.result.whole_run.requests += 1;
  right.result.whole_run.by_outcome[static_cast<std::size_t>(Outcome::timeout)] = 1;
  right.result.verdict.valid = false;
  CHECK(right.failed() == Names{"other failures", "server's count of 200s = client's", "the client"});
  CHECK_FALSE(counts_agree(right.result, right.server));
}

TEST_CASE("a server without metrics fails") {
  const Right right("added-latency", 1700, 0);
  CHECK_FALSE(all_passed(check_scenario(right.scenario, right.result, std::nullopt)));
}

TEST_CASE("the limiter's cost is a quarter of the prompt's characters, rounded up, and max_tokens") {
  RunPlan plan;
  plan.dataset.prompts = {"12345"};
  plan.request.max_tokens = 200;
  CHECK(limiter_cost(plan) == 202);
}
