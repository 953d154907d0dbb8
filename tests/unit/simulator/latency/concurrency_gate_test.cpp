#include "simulator/latency/concurrency_gate.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "common/base/random.h"

using namespace oaisim;
using Outcome = ConcurrencyGate::Outcome;

namespace {

struct RecordingWaiter final : ConcurrencyGate::Waiter {
  void on_slot(int running) noexcept override {
    ++calls;
    told_running = running;
  }
  int calls = 0;
  int told_running = 0;
};

// Counts what happens to it across threads.
struct RacingWaiter final : ConcurrencyGate::Waiter {
  void on_slot(int) noexcept override {
    calls.fetch_add(1, std::memory_order_relaxed);
    done.store(true, std::memory_order_release);  // the waiter may be gone from here on
  }
  void wait() const {
    while (!done.load(std::memory_order_acquire)) std::this_thread::yield();
  }
  std::atomic<int> calls{0};
  std::atomic<bool> done{false};
};

}  // namespace

TEST_CASE("a gate admits up to its bound, queues up to the next and then is full") {
  ConcurrencyGate gate(2, 1);
  RecordingWaiter a, b, c, d;
  CHECK(gate.acquire(a).outcome == Outcome::admitted);
  CHECK(gate.acquire(b).running == 2);
  CHECK(gate.acquire(c).outcome == Outcome::queued);
  CHECK(gate.acquire(d).outcome == Outcome::full);
  CHECK(gate.counts().running == 2);
  CHECK(gate.counts().queued == 1);

  gate.release();
  CHECK(c.calls == 1);
  CHECK(c.told_running == 2);
  CHECK(gate.counts().queued == 0);
  CHECK(gate.counts().running == 2);
  gate.release();
  gate.release();
  CHECK(gate.counts().running == 0);
  CHECK(a.calls + b.calls + d.calls == 0);
}

TEST_CASE("slots are given in the order of arrival") {
  ConcurrencyGate gate(1, 10);
  RecordingWaiter first;
  std::vector<std::unique_ptr<RecordingWaiter>> waiters;
  CHECK(gate.acquire(first).outcome == Outcome::admitted);
  for (int i = 0; i < 5; ++i) {
    waiters.push_back(std::make_unique<RecordingWaiter>());
    CHECK(gate.acquire(*waiters.back()).outcome == Outcome::queued);
  }
  for (std::size_t i = 0; i < waiters.size(); ++i) {
    gate.release();
    for (std::size_t j = 0; j < waiters.size(); ++j) CHECK(waiters[j]->calls == (j <= i ? 1 : 0));
  }
  gate.release();
}

TEST_CASE("who cancels leaves the queue at once and is never told") {
  ConcurrencyGate gate(1, 3);
  RecordingWaiter running, a, b, c;
  CHECK(gate.acquire(running).outcome == Outcome::admitted);
  for (auto* waiter : {&a, &b, &c}) CHECK(gate.acquire(*waiter).outcome == Outcome::queued);
  CHECK(gate.cancel(b));
  CHECK_FALSE(gate.cancel(b));
  CHECK(gate.counts().queued == 2);
  CHECK(gate.cancel(a));
  gate.release();
  CHECK(c.calls == 1);
  CHECK(a.calls + b.calls == 0);
  CHECK_FALSE(gate.cancel(c));
  CHECK(gate.acquire(b).outcome == Outcome::queued);
  CHECK(gate.cancel(b));
  gate.release();
  CHECK(gate.counts().running == 0);
}

TEST_CASE("a gate without a bound admits everything and still counts") {
  ConcurrencyGate gate(0, 0);
  RecordingWaiter waiter;
  for (int i = 1; i <= 100; ++i) CHECK(gate.acquire(waiter).running == i);
  for (int i = 0; i < 100; ++i) gate.release();
  CHECK(gate.counts().running == 0);
}

TEST_CASE("a raised bound wakes those that wait, a lowered one is reached by releases") {
  ConcurrencyGate gate(1, 10);
  RecordingWaiter a, b, c, d;
  CHECK(gate.acquire(a).outcome == Outcome::admitted);
  for (auto* waiter : {&b, &c, &d}) CHECK(gate.acquire(*waiter).outcome == Outcome::queued);
  gate.configure(3, 0);
  CHECK(b.told_running == 2);
  CHECK(c.told_running == 3);
  CHECK(d.calls == 0);
  gate.configure(1, 0);
  gate.release();
  gate.release();
  CHECK(d.calls == 0);
  gate.release();
  CHECK(d.calls == 1);
  CHECK(gate.acquire(a).outcome == Outcome::full);
  gate.configure(0, 0);
  CHECK(gate.acquire(a).outcome == Outcome::admitted);
  gate.release();
  gate.release();
}

TEST_CASE("every acquisition is answered exactly once while 8 threads acquire, cancel and release") {
  constexpr int kBound = 3;
  ConcurrencyGate gate(kBound, 4);
  std::atomic<int> inside{0}, most_inside{0}, served{0}, cancelled{0}, refused{0}, told_twice{0}, told_wrongly{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      Random random(static_cast<std::uint64_t>(t));
      for (int i = 0; i < 3'000; ++i) {
        RacingWaiter waiter;
        const auto admission = gate.acquire(waiter);
        if (admission.outcome == Outcome::full) {
          ++refused;
          continue;
        }
        if (admission.outcome == Outcome::queued) {
          if (random.below(2) == 0 && gate.cancel(waiter)) {
            ++cancelled;
            told_wrongly += waiter.calls.load();
            continue;
          }
          waiter.wait();
        }
        const int now_inside = ++inside;
        int most = most_inside.load();
        while (now_inside > most && !most_inside.compare_exchange_weak(most, now_inside)) {
        }
        ++served;
        told_twice += waiter.calls.load() > 1;
        --inside;
        gate.release();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(served + cancelled + refused == 8 * 3'000);
  CHECK(most_inside <= kBound);
  CHECK(told_twice == 0);
  CHECK(told_wrongly == 0);
  CHECK(gate.counts().running == 0);
  CHECK(gate.counts().queued == 0);
}

TEST_CASE("a cancel that races with a release ends in exactly one of both") {
  for (int round = 0; round < 2'000; ++round) {
    ConcurrencyGate gate(1, 1);
    RacingWaiter holder, waiter;
    REQUIRE(gate.acquire(holder).outcome == Outcome::admitted);
    REQUIRE(gate.acquire(waiter).outcome == Outcome::queued);
    std::atomic<bool> started{false};
    std::thread releaser([&] {
      started = true;
      gate.release();
    });
    while (!started) std::this_thread::yield();
    const bool left = gate.cancel(waiter);
    if (!left) {
      waiter.wait();
      gate.release();
    }
    releaser.join();
    REQUIRE(waiter.calls.load() == (left ? 0 : 1));
    REQUIRE(gate.counts().running == 0);
  }
}
