#include "loadtest/plan/run_options.h"

namespace oaisim::loadtest {

Result<RunPlan> RunOptions::plan(int argc, const char* const* argv) const {
  RunPlan plan;
  plan.name = "run";
  auto target = target_.plan(argc, argv);
  if (!target) return target.error();
  auto load = load_.plan();
  if (!load) return load.error();
  auto request = request_.plan(target->api);
  if (!request) return request.error();
  auto output = output_.plan();
  if (!output) return output.error();
  plan.target = std::move(*target);
  plan.load = *load;
  plan.request = std::move(*request);
  plan.retry = request_.retry();
  plan.timeouts = request_.timeouts();
  plan.output = std::move(*output);
  plan.threads = load_.threads();
  plan.time_scale = load_.time_scale();
  return plan;
}

}  // namespace oaisim::loadtest
