#include "loadtest/engine/interrupts.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <semaphore>

#include "tests/unit/loadtest/engine/engine_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

// A clock that moves when told to, and lets a test wait until it was looked at.
class WatchedClock final : public Clock {
 public:
  TimePoint now() const override { return clock_.now(); }
  TimePoint real_now() const override {
    const TimePoint moment = clock_.now();
    looked_.release();
    return moment;
  }
  TimePoint real_time_of(TimePoint simulated) const override { return simulated; }
  TimePoint simulated_time_of(TimePoint real) const override { return real; }
  TimePoint real_time_of_unix(std::chrono::nanoseconds since_1970) const override { return TimePoint(since_1970); }
  std::int64_t unix_seconds() const override { return clock_.unix_seconds(); }

  void advance(Duration by) { clock_.advance(by); }
  void await_look() const { looked_.acquire(); }

 private:
  ManualClock clock_;
  mutable std::counting_semaphore<> looked_{0};
};

// Users whose requests are never answered, and who are interrupted when all of them wait.
struct StalledRun {
  explicit StalledRun(int users)
      : server([users](int index) {
          if (index + 1 == users) ::kill(::getpid(), SIGINT);
          return FakeServer::Reply{.stall = true};
        }),
        plan(plan_for(server, users, 60s)) {}

  FakeServer server;
  RunPlan plan;
};

}  // namespace

TEST_CASE("interrupts are counted, told to who listens now, and one that comes twice at once is one") {
  WatchedClock clock;
  std::vector<int> first, second;
  std::counting_semaphore<> told(0);
  Interrupts interrupts(clock);
  interrupts.listen([&](int count) {
    first.push_back(count);
    told.release();
  });
  const auto send = [&](int number) {
    std::raise(number);
    clock.await_look();
  };
  send(SIGINT);
  told.acquire();
  send(SIGTERM);  // at the same moment
  interrupts.listen([&](int count) {
    second.push_back(count);
    told.release();
  });
  clock.advance(Interrupts::kSame + 1ms);
  send(SIGTERM);
  told.acquire();
  CHECK(first == std::vector{1});
  CHECK(second == std::vector{2});
  CHECK(interrupts.count() == 2);
}

TEST_CASE("calls that an interrupt meets go on, and none is caught when nobody listens any more") {
  struct sigaction action {};
  const ManualClock clock;
  {
    Interrupts interrupts(clock);
    interrupts.listen({});
    for (const int number : {SIGINT, SIGTERM}) {
      ::sigaction(number, nullptr, &action);
      CHECK((action.sa_flags & SA_RESTART) != 0);
    }
  }
  ::sigaction(SIGINT, nullptr, &action);
  CHECK((action.sa_handler == SIG_DFL));
}

TEST_CASE("the first interrupt of a run awaits its replies, no longer than the grace period") {
  StalledRun stalled(2);
  stalled.plan.timeouts.drain = 100ms;
  const SystemClock clock;
  Interrupts interrupts(clock);
  std::int64_t awaited = 0;
  Duration patience{};
  const auto result = Engine(stalled.plan, clock)
                          .run({.on_stopping =
                                    [&](std::int64_t in_flight, Duration how_long) {
                                      awaited = in_flight;
                                      patience = how_long;
                                    },
                                .interrupts = &interrupts});
  REQUIRE(result.ok());
  CHECK(result->interrupted);
  CHECK(awaited == 2);
  CHECK(patience == 100ms);
  CHECK(result->whole_run.of(Outcome::abandoned) == 2);
}

TEST_CASE("the second interrupt awaits no more replies, and what was measured is there") {
  StalledRun stalled(2);
  ManualClock moments;
  const SystemClock clock;
  Interrupts interrupts(moments);
  const auto result = Engine(stalled.plan, clock)
                          .run({.on_stopping =
                                    [&](std::int64_t, Duration patience) {
                                      CHECK(patience == Engine::kInterruptGrace);
                                      moments.advance(Interrupts::kSame + 1ms);
                                      std::raise(SIGINT);
                                    },
                                .interrupts = &interrupts});
  REQUIRE(result.ok());
  CHECK(result->interrupted);
  CHECK(interrupts.count() == 2);
  CHECK(result->whole_run.of(Outcome::abandoned) == 2);
  CHECK(result->length < Engine::kInterruptGrace);
}
