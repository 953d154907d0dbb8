#include "loadtest/schedule/send_limiter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <queue>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

struct Send {
  TimePoint at;
  TokenCount tokens;
};

// The most that any window of a minute holds: each window that matters ends with a send.
template <typename Amount>
std::int64_t most_in_a_minute(const std::vector<Send>& sends, Amount amount) {
  std::int64_t most = 0;
  std::int64_t sum = 0;
  std::size_t first = 0;
  for (const auto& send : sends) {
    sum += amount(send);
    while (sends[first].at + 60s <= send.at) sum -= amount(sends[first++]);
    most = std::max(most, sum);
  }
  return most;
}

struct Worker {
  TimePoint asks_at;
  TokenCount tokens;
  int index;
  bool operator>(const Worker& other) const { return asks_at > other.asks_at; }
};

// Workers that always have something to send, on a clock that only they move; each notices that there is room up to
// `lateness` too late.
std::vector<Send> run_workers(SendLimiter& limiter, int count, Duration length, Duration lateness, TokenCount tokens,
                              Random& random) {
  const TimePoint start{1h};
  std::priority_queue<Worker, std::vector<Worker>, std::greater<>> workers;
  const auto draw = [&] { return 1 + static_cast<TokenCount>(random.below(static_cast<std::uint64_t>(tokens))); };
  for (int i = 0; i < count; ++i) workers.push({start, draw(), i});
  std::vector<Send> sends;
  while (workers.top().asks_at < start + length) {
    Worker worker = workers.top();
    workers.pop();
    const auto answer = limiter.ask(worker.tokens, worker.asks_at);
    if (answer.send) {
      sends.push_back({worker.asks_at, worker.tokens});
      worker.tokens = draw();
    } else {
      REQUIRE(answer.ask_again > worker.asks_at);
      worker.asks_at = answer.ask_again;
    }
    worker.asks_at += Duration(static_cast<Duration::rep>(random.uniform() * static_cast<double>(lateness.count())));
    workers.push(worker);
  }
  return sends;
}

}  // namespace

TEST_CASE("workers in parallel send as many requests as the limit allows, and never more") {
  Random random(11);
  for (const std::int64_t limit : {1, 7, 60, 1000}) {
    for (const int workers : {1, 4, 32}) {
      CAPTURE(limit);
      CAPTURE(workers);
      SendLimiter limiter(limit, std::nullopt);
      const auto sends = run_workers(limiter, workers, 30min, 2ms, 1, random);
      CHECK(most_in_a_minute(sends, [](const Send&) { return 1; }) == limit);
      CHECK(static_cast<double>(sends.size()) >= 0.99 * 30 * static_cast<double>(limit));
    }
  }
}

TEST_CASE("workers in parallel send as many tokens as the limit allows, and never more") {
  Random random(12);
  for (const int workers : {1, 4, 32}) {
    SendLimiter limiter(std::nullopt, 100'000);
    const auto sends = run_workers(limiter, workers, 30min, 2ms, 200, random);
    std::int64_t all = 0;
    for (const auto& send : sends) all += send.tokens;
    CHECK(most_in_a_minute(sends, [](const Send& send) { return send.tokens; }) <= 100'000);
    CHECK(static_cast<double>(all) >= 0.99 * 30 * 100'000);
  }
}

TEST_CASE("a steady load just above the limit is held to it") {
  SendLimiter limiter(600, std::nullopt);
  const TimePoint start{1h};
  std::vector<Send> sends;
  for (TimePoint now = start; now < start + 10min; now += 50ms) {  // 20 a second are twice as many
    if (limiter.ask(1, now).send) sends.push_back({now, 1});
  }
  CHECK(most_in_a_minute(sends, [](const Send&) { return 1; }) == 600);
  CHECK(sends.size() >= 5'940);
}

TEST_CASE("what a reply did not cost is at once free for others, and what it cost more is taken") {
  SendLimiter limiter(std::nullopt, 1000);
  const TimePoint now{1h};
  const auto first = limiter.ask(600, now);
  REQUIRE(first.send.has_value());
  const auto refused = limiter.ask(500, now + 1s);
  CHECK_FALSE(refused.send.has_value());
  CHECK(refused.ask_again == now + SendLimiter::kMinute + SendLimiter::kMargin);
  limiter.correct(*first.send, 400);
  const auto second = limiter.ask(500, now + 2s);
  REQUIRE(second.send.has_value());
  limiter.correct(*second.send, 600);
  CHECK_FALSE(limiter.ask(1, now + 3s).send.has_value());
  // A correction that comes after its minute changes nothing.
  const auto third = limiter.ask(300, now + 61s);
  REQUIRE(third.send.has_value());
  limiter.correct(*first.send, 5000);
  CHECK(limiter.ask(100, now + 61s).send.has_value());
  CHECK_FALSE(limiter.ask(1, now + 61s).send.has_value());
}

TEST_CASE("a send of more tokens than the limit goes alone instead of never") {
  SendLimiter limiter(std::nullopt, 100);
  const TimePoint now{1h};
  REQUIRE(limiter.ask(1, now).send.has_value());
  CHECK_FALSE(limiter.ask(5000, now + 1s).send.has_value());
  CHECK(limiter.ask(5000, now + 61s).send.has_value());
  CHECK_FALSE(limiter.ask(1, now + 62s).send.has_value());
}

TEST_CASE("both limits hold together") {
  SendLimiter limiter(3, 1000);
  const TimePoint now{1h};
  CHECK(limiter.ask(500, now).send.has_value());
  CHECK(limiter.ask(400, now).send.has_value());
  CHECK_FALSE(limiter.ask(200, now).send.has_value());
  CHECK(limiter.ask(100, now).send.has_value());
  CHECK_FALSE(limiter.ask(0, now).send.has_value());
}

TEST_CASE("a limiter admits exactly its limit under 8 threads") {
  SendLimiter limiter(5000, std::nullopt);
  ManualClock clock;
  std::atomic<int> admitted{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 2000; ++k) {
          if (limiter.ask(1, clock.now()).send) ++admitted;
        }
      });
    }
  }
  CHECK(admitted == 5000);
}
