#include "loadtest/engine/retry_policy.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("only the classes that were asked for are retried") {
  const RetryPlan none;
  const RetryPlan all{.on_429 = true, .on_5xx = true, .on_connect = true, .on_timeout = true};
  for (const auto outcome : {Outcome::rate_limited, Outcome::server_error, Outcome::connect, Outcome::timeout}) {
    CHECK(RetryPolicy(all, Random(1)).covers(outcome));
    CHECK_FALSE(RetryPolicy(none, Random(1)).covers(outcome));
  }
  for (const auto outcome :
       {Outcome::success, Outcome::client_error, Outcome::bad_body, Outcome::cancelled, Outcome::abandoned}) {
    CHECK_FALSE(RetryPolicy(all, Random(1)).covers(outcome));
  }
}

TEST_CASE("the wait is what retry-after says") {
  const RetryPlan plan{.on_429 = true, .cap = 1s};
  RetryPolicy policy(plan, Random(1));
  RequestRecord record;
  record.retry_after = 17s;
  CHECK(policy.delay(record) == 17s);
}

TEST_CASE("without retry-after the wait is anywhere below a time that doubles up to the cap") {
  const RetryPlan plan{.on_5xx = true, .base = 100ms, .cap = 1s};
  RetryPolicy policy(plan, Random(3));
  for (int retries = 0; retries < 1000; retries += retries < 6 ? 1 : 331) {
    RequestRecord record;
    record.retries = retries;
    const Duration longest = retries < 4 ? Duration(100ms) * (1 << retries) : Duration(1s);
    Duration shortest_seen = 1h;
    Duration longest_seen{};
    for (int i = 0; i < 1000; ++i) {
      const Duration delay = policy.delay(record);
      shortest_seen = std::min(shortest_seen, delay);
      longest_seen = std::max(longest_seen, delay);
    }
    CHECK(longest_seen <= longest);
    CHECK(longest_seen > longest * 9 / 10);
    CHECK(shortest_seen < longest / 10);
  }
}

TEST_CASE("attempts count the first sending") {
  const RetryPlan plan{.on_429 = true, .attempts = 2};
  RetryPolicy policy(plan, Random(1));
  RequestRecord record;
  CHECK(policy.allows_another(record));
  record.retries = 1;
  CHECK_FALSE(policy.allows_another(record));
}
