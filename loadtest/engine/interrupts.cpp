#include "loadtest/engine/interrupts.h"

#include <unistd.h>

#include <csignal>
#include <iostream>

namespace oaisim::loadtest {
namespace {

constexpr int kExitCode = 130;

}  // namespace

Interrupts::~Interrupts() { io_.stop(); }

void Interrupts::listen(Listener listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
  if (thread_.joinable()) return;
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
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
