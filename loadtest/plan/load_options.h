// The flags that say when requests are due and how many there are.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/load_plan.h"

namespace oaisim::loadtest {

class LoadOptions {
 public:
  explicit LoadOptions(OptionSet& options);
  LoadOptions(const LoadOptions&) = delete;
  LoadOptions& operator=(const LoadOptions&) = delete;

  // Reads the trace when there is one.  Error: flags that do not go together, by name; what a file lacks.
  Result<LoadPlan> plan() const;

  int threads() const { return static_cast<int>(threads_); }
  double time_scale() const { return time_scale_; }

 private:
  void add_users(OptionSet& options);
  void add_rate(OptionSet& options);
  void add_extent(OptionSet& options);

  Status check_combinations() const;
  Status set_levels(LoadPlan& load) const;
  Status set_stages(LoadPlan& load) const;
  Status set_arrivals(LoadPlan& load) const;
  Status set_trace(LoadPlan& load) const;
  Status set_extent(LoadPlan& load) const;

  std::optional<std::int64_t> users_;
  std::optional<double> spawn_rate_;
  std::optional<std::int64_t> min_load_;
  std::optional<std::int64_t> max_load_;
  std::optional<Duration> ramp_duration_;
  std::optional<std::string> think_time_;
  std::optional<double> rate_;
  std::vector<std::string> stages_;
  std::optional<std::string> arrivals_;
  std::optional<double> burstiness_;
  std::optional<std::int64_t> burst_;
  std::optional<std::string> trace_;
  std::string trace_format_ = "auto";
  double trace_scale_ = 1;
  std::int64_t seed_ = 0;
  std::int64_t max_connections_ = 4000;
  std::optional<Duration> duration_;
  std::optional<std::int64_t> requests_;
  std::optional<std::int64_t> passes_;
  Duration warmup_{};
  Duration cooldown_{};
  std::int64_t threads_;
  double time_scale_ = 1;
};

}  // namespace oaisim::loadtest
