// A worker's share of the load: users of a closed loop, or an open loop's arrivals.
//
// Thread safety: none; all of it runs on the worker's thread.
#pragma once

#include "loadtest/engine/request_runner.h"

namespace oaisim::loadtest {

class Load {
 public:
  virtual ~Load() = default;

  // Runs until no more requests begin and all that began are over.
  virtual asio::awaitable<void> run() = 0;

  // Wakes what waits for a moment to come, after the stop condition was stopped.
  virtual void wake() = 0;
};

}  // namespace oaisim::loadtest
