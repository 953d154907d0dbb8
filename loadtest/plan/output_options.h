// The flags that say what becomes of the figures.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/output_plan.h"

namespace oaisim::loadtest {

class OutputOptions {
 public:
  explicit OutputOptions(OptionSet& options);
  OutputOptions(const OutputOptions&) = delete;
  OutputOptions& operator=(const OutputOptions&) = delete;

  // Error: an expression that is no threshold.
  Result<OutputPlan> plan() const;

 private:
  std::vector<std::string> fail_if_;
  std::string json_path_;
  std::string csv_path_;
  bool quiet_ = false;
};

}  // namespace oaisim::loadtest
