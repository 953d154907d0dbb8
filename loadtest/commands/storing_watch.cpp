#include "loadtest/commands/storing_watch.h"

#include <unistd.h>

#include <iostream>

namespace oaisim::loadtest {
namespace {

volatile std::sig_atomic_t signalled = 0;

void on_signal(int) { signalled = 1; }

constexpr int kLogStep = 25;  // per cent

}  // namespace

StoringWatch::StoringWatch(bool quiet) : quiet_(quiet), is_terminal_(::isatty(STDERR_FILENO) != 0) {
  signalled = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigaction(SIGINT, &action, &old_interrupt_);
  ::sigaction(SIGTERM, &action, &old_terminate_);
}

StoringWatch::~StoringWatch() {
  ::sigaction(SIGINT, &old_interrupt_, nullptr);
  ::sigaction(SIGTERM, &old_terminate_, nullptr);
  clear();
}

void StoringWatch::clear() {
  if (is_terminal_ && shown_ > 0) std::cerr << "\r\x1b[K" << std::flush;
  shown_ = 0;
}

bool StoringWatch::interrupted() const { return signalled != 0; }

bool StoringWatch::operator()(double share) {
  const int per_cent = static_cast<int>(share * 100);
  const int step = is_terminal_ ? 1 : kLogStep;
  if (!quiet_ && per_cent < 100 && per_cent >= shown_ + step) {
    shown_ = per_cent / step * step;
    std::cerr << (is_terminal_ ? "\r" : "") << "storing requests: " << shown_ << " %" << (is_terminal_ ? "" : "\n")
              << std::flush;
  }
  return !interrupted();
}

}  // namespace oaisim::loadtest
