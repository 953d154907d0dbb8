#include "loadtest/engine/interrupts.h"

#include <unistd.h>

#include <csignal>
#include <iostream>

namespace oaisim::loadtest {
namespace {

constexpr int kExitCode = 130;

// What other threads do meanwhile, such as writing a report to a pipe, goes on after the signal: Asio's handler alone
// would have it end as failed.
void restart_calls_after(int number) {
  struct sigaction action {};
  ::sigaction(number, nullptr, &action);
  action.sa_flags |= SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

Interrupts::~Interrupts() { io_.stop(); }

void Interrupts::listen(Listener listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
  if (thread_.joinable()) return;
  for (const int number : {SIGINT, SIGTERM}) {
    signals_.add(number);
    restart_calls_after(number);
  }
  await();
  thread_ = std::jthread([this] { io_.run(); });
}

void Interrupts::set_last_words(std::string words) {
  const std::lock_guard lock(mutex_);
  last_words_ = std::move(words);
}

void Interrupts::await() {
  signals_.async_wait([this](error_code ec, int) {
    if (ec) return;
    take();
    await();
  });
}

void Interrupts::take() {
  const TimePoint now = clock_.real_now();
  if (count_ > 0 && now - last_ <= kSame) return;
  last_ = now;
  const std::lock_guard lock(mutex_);
  if (++count_ == kMost) {
    std::cerr << last_words_ << std::flush;
    ::_exit(kExitCode);
  }
  if (listener_) listener_(count_);
}

}  // namespace oaisim::loadtest
