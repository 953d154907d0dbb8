// The flags that say what becomes of the figures.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/output_plan.h"
#include "loadtest/plan/report_formats.h"

namespace oaisim::loadtest {

class OutputOptions {
 public:
  explicit OutputOptions(OptionSet& options);
  OutputOptions(const OutputOptions&) = delete;
  OutputOptions& operator=(const OutputOptions&) = delete;

  // Error: an expression that is no threshold or no SLO, a label without a name.
  Result<OutputPlan> plan() const;

 private:
  void declare_files(OptionSet& options);
  void declare_metrics(OptionSet& options);
  Status read_expressions(OutputPlan& plan) const;
  void add_report_files(OutputPlan& plan) const;

  std::vector<std::string> fail_if_;
  std::vector<std::string> slo_;
  std::vector<std::string> label_;
  std::array<std::string, kReportFormats.size()> report_paths_;
  std::string report_folder_;
  std::string csv_path_;
  std::string jsonl_path_;
  std::string prometheus_listen_;
  std::string prometheus_push_;
  Duration prometheus_push_interval_ = std::chrono::seconds(10);
  bool quiet_ = false;
};

}  // namespace oaisim::loadtest
