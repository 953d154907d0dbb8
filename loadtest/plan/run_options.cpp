#include "loadtest/plan/run_options.h"

#include "loadtest/plan/unused_flags.h"

namespace oaisim::loadtest {

Result<RunPlan> RunOptions::plan(int argc, const char* const* argv) const {
  RunPlan plan;
  plan.name = "run";
  auto target = target_.plan(argc, argv);
  if (!target) return target.error();
  auto load = load_.plan();
  if (!load) return load.error();
  auto dataset = dataset_.plan(target->model_name());
  if (!dataset) return dataset.error();
  dataset->plain_records = target->api == Api::http;
  auto request = request_.plan(target->api);
  if (!request) return request.error();
  if (request->max_tokens && dataset->output_tokens) {
    return invalid("--max-tokens and --output-tokens exclude each other: both bound the replies");
  }
  auto send = send_.plan();
  if (!send) return send.error();
  if (send->cancel.after_events && !request->stream) {
    return invalid("--cancel-after-events needs --stream: a whole reply has no events; --cancel-after goes by time");
  }
  const auto retry = send_.retry();
  if (!retry) return retry.error();
  auto output = output_.plan();
  if (!output) return output.error();
  plan.target = std::move(*target);
  plan.load = std::move(*load);
  plan.dataset = std::move(*dataset);
  plan.request = std::move(*request);
  plan.send = std::move(*send);
  plan.retry = *retry;
  plan.timeouts = request_.timeouts();
  plan.output = std::move(*output);
  if (plan.send.tokens_per_minute && !plan.request.max_tokens && !plan.dataset.output_tokens &&
      plan.load.trace.path.empty() && traits_of(plan.target.api).streams) {
    return invalid(
        "--max-tpm needs --max-tokens or --output-tokens: what a reply may cost at most must be known before it is "
        "asked for");
  }
  plan.threads = load_.threads();
  plan.time_scale = load_.time_scale();
  if (auto status = check_unused(options_, plan); !status) return status.error();
  return plan;
}

}  // namespace oaisim::loadtest
