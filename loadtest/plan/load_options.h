// The flags that say when requests are due and how many there are.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include "common/config/options.h"
#include "loadtest/plan/load_plan.h"

namespace oaisim::loadtest {

class LoadOptions {
 public:
  explicit LoadOptions(OptionSet& options);
  LoadOptions(const LoadOptions&) = delete;
  LoadOptions& operator=(const LoadOptions&) = delete;

  // Error: flags that do not go together, by name.
  Result<LoadPlan> plan() const;

  int threads() const { return static_cast<int>(threads_); }
  double time_scale() const { return time_scale_; }

 private:
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
};

}  // namespace oaisim::loadtest
