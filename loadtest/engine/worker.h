// One thread of a run with its io_context, connections, statistics and log rows.  Workers share nothing while
// they run; the engine merges what they measured when they have ended.
//
// Thread safety: run() belongs to the worker's thread; stop(), abandon() and progress() may be called from any;
// the rest is for after run().
#pragma once

#include <memory>
#include <string>

#include "loadtest/engine/coroutine_group.h"
#include "loadtest/engine/load.h"
#include "loadtest/schedule/arrivals.h"

namespace oaisim::loadtest {

class Worker {
 public:
  // The share `index` of the context's plan.  `arrivals`: of an open loop, this worker's; null of users.
  Worker(const RunContext& context, int index, std::unique_ptr<Arrivals> arrivals);

  // Returns when no more requests begin and all that began are over.
  void run();

  void stop(TimePoint now);  // begin no more requests, let the others end; the steady window ends
  void abandon();            // end those as well

  const LiveFigures& progress() const { return runner_.progress(); }
  WorkerStatistics& statistics() { return runner_.statistics(); }
  RequestRows& rows() { return runner_.rows(); }

  const std::string& failure() const { return failure_; }  // of run(); empty: none

 private:
  asio::awaitable<void> main();
  asio::awaitable<void> watch();
  void measure_cores(TimePoint real_begin);

  const RunContext& context_;
  // Only this thread does I/O here; others only post.
  asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  RequestRunner runner_;
  std::unique_ptr<Load> load_;
  CoroutineGroup services_;
  asio::steady_timer watch_timer_;
  bool over_ = false;
  std::string failure_;
};

}  // namespace oaisim::loadtest
