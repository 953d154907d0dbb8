// The flags of `oaisim-load run`, and the RunPlan that they make.
//
// Thread safety: none; used while starting.
#pragma once

#include "common/config/options.h"
#include "loadtest/plan/dataset_options.h"
#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

// The values of the flags, with their defaults.  The constructor declares them; plan() validates them
// together.
class RunOptions {
 public:
  explicit RunOptions(OptionSet& options);
  RunOptions(const RunOptions&) = delete;
  RunOptions& operator=(const RunOptions&) = delete;

  // `argv`: the command line, which tells a flag from the environment.
  // Error: what to print before exiting with 2.
  Result<RunPlan> plan(int argc, const char* const* argv) const;

 private:
  void add_target(OptionSet& options);
  void add_load(OptionSet& options);
  void add_request(OptionSet& options);
  void add_output(OptionSet& options);
  Result<LoadPlan> load_plan() const;

  TargetWishes target_{.url = {}, .model = {}, .deployment = {}, .api_version = "2024-10-21", .key = {}};
  std::optional<std::int64_t> users_;
  std::optional<double> spawn_rate_;
  std::optional<Duration> think_time_;
  std::optional<double> rate_;
  std::int64_t max_connections_ = 4000;
  std::optional<Duration> duration_;
  std::optional<std::int64_t> requests_;
  Duration warmup_{};
  std::int64_t threads_;
  double time_scale_ = 1;
  DatasetOptions dataset_;
  std::optional<std::int64_t> max_tokens_;
  bool stream_ = false;
  bool retry_ = false;
  std::int64_t retry_attempts_ = 10;
  Timeouts timeouts_;
  std::vector<std::string> fail_if_;
  std::string json_path_;
  std::string csv_path_;
  bool quiet_ = false;
};

}  // namespace oaisim::loadtest
