#include "loadtest/plan/unused_flags.h"

#include <array>
#include <string>

#include "loadtest/plan/stream_metrics.h"

namespace oaisim::loadtest {
namespace {

// Flags of which none has a meaning in a run of this kind.
struct Rule {
  bool (*applies)(const RunPlan& plan);
  std::array<const char*, 8> flags;  // null: no more
  const char* reason;                // after the flag's name
};

bool is_http(const RunPlan& plan) { return plan.target.api == Api::http; }
bool is_trace(const RunPlan& plan) { return plan.load.arrivals == ArrivalKind::trace && !is_http(plan); }
bool is_embeddings(const RunPlan& plan) { return plan.target.api == Api::embeddings; }
bool takes_no_images(const RunPlan& plan) { return is_embeddings(plan) || plan.target.api == Api::completions; }
bool lacks_records(const RunPlan& plan) { return is_http(plan) && !plan.dataset.file; }
bool has_no_retry(const RunPlan& plan) {
  const RetryPlan& retry = plan.retry;
  return !retry.on_429 && !retry.on_5xx && !retry.on_connect && !retry.on_timeout;
}

constexpr std::array kRules{
    Rule{is_http,
         {"prompt", "input-tokens", "output-tokens", "max-tokens", "images"},
         " has no meaning with --api http; --body or --dataset says what is sent"},
    Rule{lacks_records, {"json-path"}, " needs --dataset, of whose records it picks what is sent"},
    Rule{is_trace,
         {"prompt", "dataset", "input-tokens", "output-tokens", "images"},
         " does not go with --trace, whose rows say how long prompts and replies are"},
    Rule{takes_no_images, {"images"}, " needs --api chat, responses or messages; the others take no images"},
    Rule{is_embeddings, {"max-tokens", "output-tokens"}, " has no meaning with --api embeddings, which writes nothing"},
    Rule{has_no_retry,
         {"retry-attempts", "retry-base", "retry-cap"},
         " needs --retry or --retry-on, which say what is sent again"}};

Status check_streams(const RunPlan& plan) {
  if (plan.request.stream) return success();
  for (const auto& threshold : plan.output.thresholds) {
    if (auto status = check_measured("--fail-if", threshold, false); !status) return status;
  }
  for (const auto& slo : plan.output.slos) {
    if (slo.metric != SloMetric::e2e) return invalid("--slo: " + needs_stream(slo.text));
  }
  return success();
}

}  // namespace

Status check_unused(const OptionSet& options, const RunPlan& plan) {
  for (const Rule& rule : kRules) {
    if (!rule.applies(plan)) continue;
    for (const char* flag : rule.flags) {
      if (flag != nullptr && options.given(flag)) return invalid("--" + std::string(flag) + rule.reason);
    }
  }
  // In a file both are keys of one form of load, whose ramp may be off.
  if (options.given("max-load") && !options.given("ramp-duration") && !options.given("config")) {
    return invalid("--max-load needs --ramp-duration, in which it is reached; --users has all of them from the start");
  }
  return check_streams(plan);
}

}  // namespace oaisim::loadtest
