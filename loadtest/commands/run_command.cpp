#include <iostream>

#include "common/config/options.h"
#include "loadtest/client/debug_exchange.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/run_keeper.h"
#include "loadtest/commands/run_output.h"
#include "loadtest/engine/engine.h"
#include "loadtest/plan/benchmark_file.h"
#include "loadtest/plan/run_options.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kExamples =
    R"(oaisim-load run --url http://localhost:8000 --model gpt-4o --key KEY --debug
oaisim-load run --url http://localhost:8000 --model gpt-4o --key KEY --users 10 --duration 30s --stream
oaisim-load run --url https://NAME.openai.azure.com --deployment D --key KEY --rate 5 --arrivals poisson --duration 1m
oaisim-load run --url http://localhost:8000 --model gpt-4o --key KEY --stream --stage 1m:0..20users --stage 5m:20users \
    --input-tokens lognormal:512,256 --max-tokens 100 --fail-if 'ttft_p99>500ms' --fail-if 'error_rate>1%' --html run.html
oaisim-load run --api http --url http://localhost:8080/items --dataset items.jsonl --json-path '$.body' --requests 1000)";

int usage_error(const Error& error) {
  std::cerr << "oaisim-load run: " << error.message << '\n';
  return kExitUsage;
}

int show_one(const RunPlan& plan, const Clock& clock) {
  warn_of_risks(plan);
  const auto requests = open_requests(plan);
  if (!requests) return usage_error(requests.error());
  const auto succeeded = show_exchange(*requests, clock, std::cout);
  if (!succeeded) return usage_error(succeeded.error());
  return *succeeded ? kExitPassed : kExitFailed;
}

}  // namespace

int run_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load run", "Offers load to an OpenAI-compatible address and measures it.");
  options.translate_config(translate_benchmark);
  options.show_examples(kExamples);
  RunOptions flags(options);
  StoreOptions store;
  store.declare_store(options);
  store.declare_identity(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error());
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  auto plan = flags.plan(argc, argv);
  if (!plan) return usage_error(plan.error());

  const SystemClock clock(plan->time_scale);
  if (flags.debug()) return show_one(*plan, clock);
  if (auto counted = count_passes(*plan); !counted) return usage_error(counted.error());
  auto keeper = RunKeeper::open(store, *plan, clock);
  if (!keeper) return usage_error(keeper.error());
  auto metrics = PublishedMetrics::open(*plan);
  if (!metrics) return usage_error(metrics.error());
  Interrupts interrupts(clock);
  interrupts.set_last_words(keeper->last_words());
  const auto result = run_and_watch(*plan, clock, *metrics, interrupts);
  if (!result) return usage_error(result.error());
  keeper->keep(*result);
  const auto written = write_reports(*result);
  warn_of_verdict(*result);
  keeper->store();
  if (!written) return usage_error(written.error());
  if (interrupts.count() > 1) return kExitInterrupted;
  return result->is_fine() ? kExitPassed : kExitFailed;
}

}  // namespace oaisim::loadtest
