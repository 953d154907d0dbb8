// The signals by which a person or a machine ends the program early, SIGINT and SIGTERM, from the start of a run until
// what it measured is kept.
//
//   Interrupts interrupts(clock);              // nothing is caught yet
//   interrupts.listen([](int count) { ... });  // from here on, until it is destroyed
//
// The one that is number kMost ends the process with exit code 130, after the last words.  One that follows so closely
// that it is the same one, sent to the process and to its group as timeout(1) does, does not count.
//
// Ownership: the clock is the caller's; its thread ends with it.  Thread safety: all of it; a listener is called on its
// thread.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "common/base/clock.h"
#include "common/http/asio/asio.h"

namespace oaisim::loadtest {

class Interrupts {
 public:
  using Listener = std::function<void(int count)>;

  static constexpr int kMost = 3;
  static constexpr std::chrono::milliseconds kSame{100};  // real time

  explicit Interrupts(const Clock& clock) : clock_(clock), signals_(io_) {}
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Who is told of each of them, instead of who was before.  No listener: nobody, and they count all the same.
  // Afterwards the one before is not called any more.
  void listen(Listener listener);

  // What is said on standard error before the process is ended.
  void set_last_words(std::string words);

  int count() const { return count_; }

 private:
  void await();
  void take();

  const Clock& clock_;
  asio::io_context io_;
  asio::signal_set signals_;
  std::mutex mutex_;
  Listener listener_;
  std::string last_words_;
  std::atomic<int> count_ = 0;
  TimePoint last_{};  // real
  std::jthread thread_;
};

}  // namespace oaisim::loadtest
