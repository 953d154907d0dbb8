#include <algorithm>
#include <iostream>
#include <thread>

#include "common/config/options.h"
#include "loadtest/client/metrics_page.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/run_keeper.h"
#include "loadtest/commands/run_output.h"
#include "loadtest/commands/written_file.h"
#include "loadtest/plan/scenarios.h"
#include "loadtest/plan/target_options.h"
#include "loadtest/report/scenario_table.h"

namespace oaisim::loadtest {
namespace {

struct ScenarioFlags {
  TargetWishes target{.url = {}, .model = {}, .deployment = {}, .api_version = "2024-10-21", .key = {}};
  Duration duration = std::chrono::minutes(3);
  double time_scale = 1;
  std::optional<std::int64_t> users;
  std::int64_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::string json_path;
  std::string csv_path;
  bool quiet = false;
  StoreOptions store;
  std::vector<std::string> names;

  void declare(OptionSet& options) {
    options.add(
        target.url,
        {.name = "url", .env = "TEST_OPENAI_ENDPOINT", .help = "Address of the simulator", .value_name = "URL"});
    options.add(target.key,
                {.name = "key", .env = "TEST_OPENAI_KEY", .help = "API key", .value_name = "KEY", .secret = true});
    options.add(target.deployment,
                {.name = "deployment", .help = "Instead of the scenario's own", .value_name = "DEPLOYMENT"});
    options.add(target.api_version, {.name = "api-version", .help = "Of the Azure address", .value_name = "DATE"});
    add_tls_options(options, target.tls, "");
    options.add(duration, {.name = "duration",
                           .help = "How long requests are begun; limits are checked for its full minutes",
                           .minimum = 0.001,
                           .maximum = 86400});
    options.add(users, {.name = "users", .help = "Instead of the scenario's own", .minimum = 1, .maximum = 100'000});
    options.add(time_scale, {.name = "time-scale",
                             .help = "How much faster than real time the clock runs; the simulator must have the same",
                             .minimum = 0.001,
                             .maximum = 10'000});
    options.add(threads,
                {.name = "threads", .help = "Worker threads; by default one per core", .minimum = 1, .maximum = 256});
    options.add(json_path, {.name = "json", .help = "Write the result to this file", .value_name = "FILE"});
    options.add(csv_path, {.name = "csv", .help = "Write one row per request to this file", .value_name = "FILE"});
    options.add(quiet, {.name = "quiet", .help = "No progress line"});
    store.declare_store(options);
    store.declare_identity(options);
    options.allow_positional(names, "NAME", "The scenario: " + list());
  }

  static std::string list() {
    std::string text;
    for (const auto& scenario : scenarios())
      text += "\n    " + std::string(scenario.name) + "\n        " + std::string(scenario.summary);
    return text;
  }
};

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load scenario: " << message << '\n';
  return kExitUsage;
}

Result<RunPlan> make_plan(const Scenario& scenario, ScenarioFlags& flags) {
  if (flags.target.deployment.empty()) flags.target.deployment = scenario.deployment;
  auto target = make_target(flags.target);
  if (!target) return target.error();
  RunPlan plan = scenario_plan(scenario, flags.duration);
  plan.target = std::move(*target);
  plan.load.users = flags.users.value_or(plan.load.users);
  plan.threads = static_cast<int>(flags.threads);
  plan.time_scale = flags.time_scale;
  if (!flags.json_path.empty()) plan.output.reports = {{.format = "json", .path = flags.json_path}};
  plan.output.csv_path = flags.csv_path;
  plan.output.quiet = flags.quiet;
  return plan;
}

// What the server counted since `before`.
std::optional<ServerCounts> read_counts(const RunResult& result, const ServerCounts& before, const Clock& clock) {
  const auto& target = result.plan.target;
  const auto now = fetch_settled_metrics(
      target, clock, [&](const ServerCounts& counts) { return counts_agree(result, counts.since(before)); });
  if (!now) return std::nullopt;
  return now->since(before);
}

int run_scenario(const Scenario& scenario, RunPlan plan, const StoreOptions& store) {
  const SystemClock clock(plan.time_scale);
  const auto before = fetch_metrics(plan.target, clock);
  if (!before) return usage_error(before.error().message + "; a scenario needs a running simulator at --url");
  auto keeper = RunKeeper::open(store, plan, clock);
  if (!keeper) return usage_error(keeper.error().message);
  auto metrics = PublishedMetrics::open(plan);
  if (!metrics) return usage_error(metrics.error().message);
  Interrupts interrupts(clock);
  interrupts.set_last_words(keeper->last_words());
  const auto result = run_and_watch(plan, clock, *metrics, interrupts);
  if (!result) return usage_error(result.error().message);
  keeper->keep(*result);
  const auto written = write_reports(*result);
  const auto checks = check_scenario(scenario, *result, read_counts(*result, *before, clock));
  report_scenario(scenario.name, checks, std::cout);
  const auto printed = flush_output();
  keeper->store();
  if (!written) return usage_error(written.error().message);
  if (!printed) return usage_error(printed.error().message);
  if (interrupts.count() > 1) return kExitInterrupted;
  return all_passed(checks) ? kExitPassed : kExitFailed;
}

}  // namespace

int scenario_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load scenario", "Runs a scripted scenario against the simulator and checks its figures.");
  ScenarioFlags flags;
  flags.declare(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (flags.names.empty()) return usage_error("a scenario's name is missing; allowed:" + ScenarioFlags::list());
  if (flags.names.size() > 1) return usage_error("one scenario at a time, not also '" + flags.names[1] + "'");
  const Scenario* scenario = find_scenario(flags.names.front());
  if (scenario == nullptr) {
    return usage_error("unknown scenario '" + flags.names.front() + "'; allowed:" + ScenarioFlags::list());
  }
  const auto plan = make_plan(*scenario, flags);
  if (!plan) return usage_error(plan.error().message);
  return run_scenario(*scenario, *plan, flags.store);
}

}  // namespace oaisim::loadtest
