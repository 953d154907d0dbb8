// A real `oaisim` on a free port of this machine, for a test.  The environment's OAISIM_PROGRAM names it.
//
//   SimulatorProcess simulator({"--max-body-bytes", "1MiB"});
//   auto reply = simulator.client().Get("/health");
//
// The constructor returns when the server listens (it then writes its port to a file) and throws, with the
// server's log, when it does not within kStartLimit. The server runs in an empty folder of its own, so that no
// `.env` is read, and without the caller's settings in the environment. Its key is kTestKey. The destructor
// stops it and removes the folder; the server also ends when the test dies.
//
// Ownership: the process and its folder. Thread safety: `client` may be called from any thread; the rest not.
#pragma once

#include <httplib.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"
#include "tests/support/files.h"

namespace oaisim::testing {

inline constexpr const char* kTestKey = "test-key";

class SimulatorProcess {
 public:
  static constexpr Duration kStartLimit = std::chrono::seconds(60);  // generous: sanitizers, a busy machine
  static constexpr Duration kStopLimit = std::chrono::seconds(30);

  explicit SimulatorProcess(const std::vector<std::string>& flags = {},
                            const std::map<std::string, std::string>& environment = {});
  ~SimulatorProcess();
  SimulatorProcess(const SimulatorProcess&) = delete;
  SimulatorProcess& operator=(const SimulatorProcess&) = delete;

  int port() const { return port_; }
  pid_t pid() const { return pid_; }

  // A client with deadlines and the key as `Authorization: Bearer`.  It speaks TLS when a flag makes the server speak
  // it, and then accepts any certificate.
  httplib::Client client() const;

  // The sum of the samples of `name` at /metrics whose labels contain `label`, e.g. `deployment="gpt-4o"`.
  // Nothing: there is no such sample.
  std::optional<double> metric(const std::string& name, const std::string& label = {}) const;

  std::int64_t resident_bytes() const;
  std::string log() const;

  // Asks the server to end (SIGTERM) and returns its exit status; kills it after kStopLimit (then -1).
  int stop();

 private:
  void start(const std::vector<std::string>& flags, const std::map<std::string, std::string>& environment);
  void wait_for_port();
  bool has_ended();

  TemporaryFolder folder_;
  pid_t pid_ = -1;
  int port_ = 0;
  bool speaks_tls_ = false;
  int exit_status_ = -1;
};

// Calls `is_true` until it is or until `limit` has passed; whether it was.
template <typename Predicate>
bool eventually(Predicate&& is_true, Duration limit = std::chrono::seconds(20));

// Whether this build makes memory figures meaningless (a sanitizer's shadow is part of them).
constexpr bool memory_figures_mean_something() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

namespace detail {
Duration monotonic_time();
void pause_briefly();
}  // namespace detail

template <typename Predicate>
bool eventually(Predicate&& is_true, Duration limit) {
  const Duration end = detail::monotonic_time() + limit;
  while (!is_true()) {
    if (detail::monotonic_time() >= end) return false;
    detail::pause_briefly();
  }
  return true;
}

}  // namespace oaisim::testing
