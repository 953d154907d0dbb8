// The metrics of a running test for others: at a port where they are scraped, and at a Pushgateway.  Both have the same
// page.
//
//   auto metrics = PublishedMetrics::open(plan);
//   ... metrics->show(progress) ..., and when the run is over metrics->finish()
//
// Only its destructor waits for the last push, and tells on standard error what went wrong with the pushes: by then
// everything that was measured is to be written and stored, so that whoever loses patience loses nothing.
//
// Ownership: the plan is the caller's.  Thread safety: none.
#pragma once

#include <memory>
#include <string>

#include "common/base/result.h"
#include "loadtest/commands/metrics_endpoint.h"
#include "loadtest/commands/metrics_pusher.h"
#include "loadtest/plan/run_plan.h"
#include "loadtest/results/progress.h"

namespace oaisim::loadtest {

class PublishedMetrics {
 public:
  // Error: --prometheus-listen cannot be listened on.
  static Result<PublishedMetrics> open(const RunPlan& plan);

  ~PublishedMetrics();
  PublishedMetrics(PublishedMetrics&&) = default;

  bool are_wanted() const { return endpoint_ != nullptr || pusher_ != nullptr; }

  // Call several times a second.  What the user should know now; mostly empty.
  std::string show(const Progress& progress);

  // The run is over, and what was shown last is its end.
  void finish();

 private:
  explicit PublishedMetrics(const RunPlan& plan) : plan_(plan) {}

  const RunPlan& plan_;
  std::unique_ptr<MetricsEndpoint> endpoint_;  // null: not wanted
  std::unique_ptr<MetricsPusher> pusher_;      // likewise
};

}  // namespace oaisim::loadtest
