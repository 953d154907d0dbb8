// An `oaisim` of one's own: started on a free port of 127.0.0.1 and ended when its owner is done with it.
//
//   parent ── fork ──► child: exec oaisim --port 0 --port-file /dev/fd/3 …
//          ◄─ pipe ──  "41233\n"; its end without a port: it has not started
//
// It is ended whatever happens: by the destructor, and by the kernel when this process ends in any other way (a second
// Ctrl-C, SIGKILL).  It is in a process group of its own, so that a Ctrl-C reaches this process alone, which decides.
// It takes neither this process's settings from the environment nor a `.env` from the working directory, and what it
// has to complain about goes to standard error.
//
// Ownership: of the child.  Thread safety: none.  start() is for the thread that lives as long as the child should.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

#include "common/base/result.h"

namespace oaisim::loadtest {

class SimulatorProcess {
 public:
  static constexpr std::chrono::seconds kStartLimit{30};  // real time

  // Returns when it listens.  `key`: what its clients must send; not on its command line.
  // Error: there is no such program, it ended, or it did not listen in time.
  static Result<SimulatorProcess> start(const std::string& program, const std::string& key);

  SimulatorProcess(SimulatorProcess&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), url_(std::move(other.url_)) {}
  SimulatorProcess& operator=(SimulatorProcess&&) = delete;
  ~SimulatorProcess();

  const std::string& url() const { return url_; }
  pid_t pid() const { return pid_; }

 private:
  explicit SimulatorProcess(pid_t pid) : pid_(pid) {}

  // How it ended, after it has been made to.
  std::string end();

  pid_t pid_;  // -1: none
  std::string url_;
};

// The `oaisim` in the folder of the running program.
std::string sibling_simulator();

}  // namespace oaisim::loadtest
