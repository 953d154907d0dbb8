#include "loadtest/commands/published_metrics.h"

#include <iostream>

#include "loadtest/report/prometheus.h"

namespace oaisim::loadtest {

Result<PublishedMetrics> PublishedMetrics::open(const RunPlan& plan) {
  PublishedMetrics metrics(plan);
  if (!plan.output.prometheus_listen.empty()) {
    auto opened = MetricsEndpoint::open(plan.output.prometheus_listen);
    if (!opened) return opened.error();
    metrics.endpoint_ = std::move(*opened);
  }
  if (plan.output.push_gateway) {
    metrics.pusher_ =
        std::make_unique<MetricsPusher>(*plan.output.push_gateway, plan.target.tls, prometheus_text(plan, {}));
  }
  return metrics;
}

PublishedMetrics::~PublishedMetrics() {
  if (pusher_ == nullptr) return;
  const std::string problem = pusher_->conclude();
  if (!problem.empty()) std::cerr << "oaisim-load: warning: " << problem << '\n';
}

std::string PublishedMetrics::show(const Progress& progress) {
  if (!are_wanted()) return {};
  const std::string page = prometheus_text(plan_, progress);
  if (endpoint_) endpoint_->serve(page);
  if (!pusher_) return {};
  pusher_->give(page);
  return pusher_->take_warning();
}

void PublishedMetrics::finish() {
  if (pusher_) pusher_->finish();
}

}  // namespace oaisim::loadtest
