#include "loadtest/results/run_result.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("a client that kept up is valid") {
  auto result = with_e2e(50'000'000);
  result.client.send_lag.record(1'000'000);
  result.client.receive_lag.record(9'000'000);
  result.client.event_loop_lag.record(9'000'000);
  result.client.busiest_core = 0.5;
  CHECK(judge_client(result).valid);
}

TEST_CASE("each way to be the bottleneck is named") {
  const auto reason = [](auto change) {
    auto result = with_e2e(50'000'000);
    change(result.client);
    const auto verdict = judge_client(result);
    REQUIRE_FALSE(verdict.valid);
    REQUIRE(verdict.reasons.size() == 1);
    return verdict.reasons.front();
  };
  CHECK(reason([](ClientHealth& c) { c.send_lag.record(11'000'000); }).starts_with("send lag p99 is 11.0 ms"));
  CHECK(reason([](ClientHealth& c) { c.receive_lag.record(15'000'000); }).starts_with("receive lag p99 is 15.0 ms"));
  CHECK(reason([](ClientHealth& c) {
          c.event_loop_lag.record(20'000'000);
        }).starts_with("event-loop lag p99 is 20.0 ms"));
  CHECK(reason([](ClientHealth& c) { c.busiest_core = 0.97; }).starts_with("a worker used 97.0 % of its core"));
  CHECK(reason([](ClientHealth& c) { c.dropped_sends = 5; }).find("--max-connections") != std::string::npos);
}

TEST_CASE("without a success nothing was measured, which is not valid") {
  RunResult result;
  result.measured.requests = result.whole_run.requests = 100;
  const auto verdict = judge_client(result);
  CHECK_FALSE(verdict.valid);
  CHECK(verdict.nothing_measured);
  REQUIRE(verdict.reasons.size() == 1);
  CHECK(verdict.reasons.front().starts_with("no request succeeded"));
}

TEST_CASE("a run is fine when something was measured and its thresholds can be believed and hold") {
  auto result = with_e2e(50'000'000);
  result.verdict = judge_client(result);
  CHECK(result.is_fine());
  result.thresholds.push_back({.threshold = {}, .failed = false});
  CHECK(result.is_fine());
  result.thresholds.front().failed = true;
  CHECK_FALSE(result.is_fine());

  result.client.busiest_core = 1;
  result.verdict = judge_client(result);
  CHECK_FALSE(result.is_fine());
  result.thresholds.front().failed = false;
  CHECK_FALSE(result.is_fine());  // it holds for figures that are not the server's
  result.thresholds.clear();
  CHECK(result.is_fine());

  RunResult nothing;
  nothing.verdict = judge_client(nothing);
  CHECK_FALSE(nothing.is_fine());
}

TEST_CASE("the most frequent error is the first that is known in words") {
  RunResult result;
  CHECK(most_frequent_error(result).empty());
  result.errors = {{.outcome = Outcome::connect, .status = 0, .text = "", .count = 9},
                   {.outcome = Outcome::connect, .status = 0, .text = "refused", .count = 5},
                   {.outcome = Outcome::connect, .status = 0, .text = "reset", .count = 2}};
  CHECK(most_frequent_error(result) == "refused");
}

TEST_CASE("long replies forgive a lag of a twentieth") {
  auto result = with_e2e(2'000'000'000);
  result.client.send_lag.record(90'000'000);
  CHECK(judge_client(result).valid);
}

TEST_CASE("the id of a run has its time and differs each time") {
  const auto id = new_run_id(1'700'000'000);
  CHECK(id.starts_with("20231114T221320Z-"));
  CHECK(id != new_run_id(1'700'000'000));
}
