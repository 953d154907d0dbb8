// Watches rows go into a store: shows how far it is on standard error, and lets the first SIGINT or SIGTERM leave the
// rest for `results sync`; the second ends the process.
//
// Thread safety: one at a time in a process, whose signal handlers it replaces while it lives.
#pragma once

#include <csignal>

namespace oaisim::loadtest {

class StoringWatch {
 public:
  explicit StoringWatch(bool quiet);
  ~StoringWatch();
  StoringWatch(const StoringWatch&) = delete;
  StoringWatch& operator=(const StoringWatch&) = delete;

  // False: interrupted.
  bool operator()(double share);

  bool interrupted() const;

  // Takes the line of progress off a terminal.
  void clear();

 private:
  bool quiet_;
  bool is_terminal_;
  int shown_ = 0;  // per cent; nothing of what ends at once
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

}  // namespace oaisim::loadtest
