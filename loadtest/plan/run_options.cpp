#include "loadtest/plan/run_options.h"

namespace oaisim::loadtest {

Result<RunPlan> RunOptions::plan(int argc, const char* const* argv) const {
  RunPlan plan;
  plan.name = "run";
  auto target = target_.plan(argc, argv);
  if (!target) return target.error();
  auto load = load_.plan();
  if (!load) return load.error();
  auto send = send_.plan();
  if (!send) return send.error();
  const auto retry = send_.retry();
  if (!retry) return retry.error();
  auto output = output_.plan();
  if (!output) return output.error();
  plan.target = std::move(*target);
  plan.load = std::move(*load);
  plan.send = std::move(*send);
  plan.request = request_.plan();
  plan.retry = *retry;
  plan.timeouts = request_.timeouts();
  plan.output = std::move(*output);
  if (plan.send.tokens_per_minute && !plan.request.max_tokens && plan.load.trace.path.empty()) {
    return invalid("--max-tpm needs --max-tokens: what a reply may cost at most must be known before it is asked for");
  }
  plan.threads = load_.threads();
  plan.time_scale = load_.time_scale();
  return plan;
}

}  // namespace oaisim::loadtest
