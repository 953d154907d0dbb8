// What commands share that make several runs, one after the other, of one command line.
//
// Thread safety: one call at a time.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/run_options.h"
#include "loadtest/results/run_result.h"
#include "loadtest/store/store_options.h"

namespace oaisim::loadtest {

// The flags of `oaisim-load run` and the arguments that they are read from; a command adds and removes its own.
class SeriesFlags {
 public:
  SeriesFlags(const std::string& program, const std::string& description);
  SeriesFlags(const SeriesFlags&) = delete;
  SeriesFlags& operator=(const SeriesFlags&) = delete;

  OptionSet& options() { return options_; }
  const StoreOptions& store() const { return store_; }
  Duration pause() const { return pause_; }
  const std::string& json_path() const { return json_path_; }

  // `arguments`: the name of the command first.
  Result<OptionSet::Outcome> parse(std::vector<std::string> arguments);

  // Of the run that these arguments describe.  The files that it writes get `suffix` before their extension.
  Result<RunPlan> plan(const std::string& suffix) const;

 private:
  OptionSet options_;
  RunOptions run_;
  StoreOptions store_;
  Duration pause_ = std::chrono::seconds(2);
  std::string json_path_;
  std::vector<std::string> arguments_;
  std::vector<const char*> argv_;
};

// "results-50rps.csv" of "results.csv" and "50rps".  No path is none.
std::string with_suffix(const std::string& path, const std::string& suffix);

struct SeriesRun {
  RunResult result;
  bool interrupted = false;  // while it went on or was kept: no more runs are wanted
};

// As `oaisim-load run` does, without its tables.  Error: the run could not be done, or its files not be written; then
// it is kept nevertheless.
Result<SeriesRun> run_and_keep(RunPlan plan, const StoreOptions& store);

// Waits in real time.  False: SIGINT or SIGTERM came.
bool pause_between_runs(Duration pause);

// Before anything is sent: that the file can be written.  No path is none.
Status check_json_file(const std::string& path);
Status write_json_file(const std::string& path, const nlohmann::ordered_json& document);

}  // namespace oaisim::loadtest
