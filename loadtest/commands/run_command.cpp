#include <unistd.h>

#include <iostream>

#include "common/config/options.h"
#include "loadtest/commands/commands.h"
#include "loadtest/engine/engine.h"
#include "loadtest/plan/run_options.h"
#include "loadtest/report/console.h"
#include "loadtest/report/progress_line.h"

namespace oaisim::loadtest {
namespace {

int usage_error(const Error& error) {
  std::cerr << "oaisim-load run: " << error.message << '\n';
  return kExitUsage;
}

}  // namespace

int run_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load run", "Offers load to an OpenAI-compatible address and measures it.");
  RunOptions flags(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error());
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  const auto plan = flags.plan(argc, argv);
  if (!plan) return usage_error(plan.error());

  const SystemClock clock(plan->time_scale);
  ProgressLine line(*plan, ::isatty(STDERR_FILENO) != 0, std::cerr);
  Engine engine(*plan, clock);
  const auto result = engine.run(plan->quiet ? std::function<void(const Progress&)>()
                                             : [&](const Progress& progress) { line.show(progress); });
  if (!plan->quiet) line.finish();
  if (!result) return usage_error(result.error());
  report_console(*result, std::cout);
  return result->failed() ? kExitFailed : kExitPassed;
}

}  // namespace oaisim::loadtest
