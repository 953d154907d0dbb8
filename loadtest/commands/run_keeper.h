// Keeps a run: a spool on disk while it runs, so that no database is in the way of the measurement, and the store when
// it is over.
//
//   auto keeper = RunKeeper::open(options, plan, clock);   // plan.spool_path is set
//   ... the run ...
//   keeper->keep(result);   // whole on disk, whatever ends the process from here on
//   ... its reports ...
//   keeper->store();
//
// Nothing here fails a run: what cannot be stored is told on standard error and waits for `oaisim-load results sync`.
//
// Ownership: holds the spool's lock.  Thread safety: none.
#pragma once

#include "common/base/clock.h"
#include "loadtest/results/run_result.h"
#include "loadtest/store/spool.h"
#include "loadtest/store/store_options.h"

namespace oaisim::loadtest {

class RunKeeper {
 public:
  // Sets the plan's name and spool_path.  Warns when the store cannot be reached now.
  // Error: the options name no store.
  static Result<RunKeeper> open(const StoreOptions& options, RunPlan& plan, const Clock& clock);

  ~RunKeeper();
  RunKeeper(RunKeeper&&) = default;

  void keep(const RunResult& result);

  // What was kept.  The first SIGINT or SIGTERM leaves the rest for `results sync`, the second ends the process, which
  // leaves it as well.  False: a signal came.
  bool store();

  // What is to be said when the process is ended at once, before the run is kept.
  std::string last_words() const;

 private:
  RunKeeper(StoreUrl url, bool quiet) : url_(std::move(url)), quiet_(quiet) {}

  // What the spool took of a run.
  struct Waiting {
    bool all_rows = true;
    bool figures = true;
  };

  void make_spool(const StoreOptions& options, RunPlan& plan, const Clock& clock);
  void leave(const std::string& reason) const;
  std::string hint() const;

  StoreUrl url_;
  bool quiet_;
  std::string sync_command_;
  std::optional<SpooledRun> spool_;  // none: the run is not kept
  SpoolContent content_;
  Waiting waiting_;
};

}  // namespace oaisim::loadtest
