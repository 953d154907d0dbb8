#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "common/base/random.h"
#include "common/config/options.h"
#include "loadtest/client/loopback_floor.h"
#include "loadtest/client/metrics_page.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/published_metrics.h"
#include "loadtest/commands/run_output.h"
#include "loadtest/commands/run_series.h"
#include "loadtest/commands/simulator_process.h"
#include "loadtest/plan/target_options.h"
#include "loadtest/report/selftest_report.h"

namespace oaisim::loadtest {
namespace {

constexpr int kFloorBytes = 500;
constexpr std::size_t kKeyLength = 30;
constexpr double kLongestBound = 3600;

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load selftest: " << message << '\n';
  return kExitUsage;
}

struct SelftestFlags {
  TargetWishes target{.url = {}, .model = "gpt-4o", .deployment = {}, .api_version = {}, .key = {}};
  std::string simulator;
  std::string streams = "1,100,1000";
  std::int64_t rounds = 3;
  std::optional<std::int64_t> threads;
  ErrorBounds bounds;
  std::string json_path;
  bool quiet = false;

  void declare(OptionSet& options) {
    options.add(simulator, {.name = "simulator",
                            .help = "The program to start; by default the `oaisim` beside this one",
                            .value_name = "PATH"});
    options.add(target.url, {.name = "url", .help = "A simulator that runs already, instead", .value_name = "URL"});
    options.add(target.key, {.name = "key",
                             .env = "TEST_OPENAI_KEY",
                             .help = "Key of the simulator at --url",
                             .value_name = "KEY",
                             .secret = true});
    options.add(target.model, {.name = "model",
                               .help = "What to ask for; the simulator must neither limit nor delay it of its own",
                               .value_name = "MODEL"});
    add_tls_options(options, target.tls, "");
    options.add(streams, {.name = "streams",
                          .help = "How many streams at once: a case for each number of this list",
                          .value_name = "N,N,..."});
    options.add(rounds, {.name = "rounds",
                         .help = "Requests that each stream of a case makes, one after the other",
                         .minimum = 1,
                         .maximum = 100'000});
    options.add(bounds.p50, {.name = "max-error-p50",
                             .help = "The most that half of a figure's values may be off",
                             .minimum = 0,
                             .maximum = kLongestBound});
    options.add(bounds.p99, {.name = "max-error-p99",
                             .help = "The most that 99 of 100 values may be off",
                             .minimum = 0,
                             .maximum = kLongestBound});
    options.add(threads,
                {.name = "threads", .help = "Worker threads; by default one per core", .minimum = 1, .maximum = 256});
    options.add(json_path, {.name = "json", .help = "Write the result to this file", .value_name = "FILE"});
    options.add(quiet, {.name = "quiet", .help = "No progress"});
  }
};

// A case against a server whose counts are read before and after.
Result<SelftestOutcome> make_case(const SelftestCase& test, const SelftestFlags& flags, const Target& target,
                                  const Clock& clock) {
  RunPlan plan = selftest_plan(test, target);
  plan.threads = static_cast<int>(flags.threads.value_or(std::max(1u, std::thread::hardware_concurrency())));
  plan.output.quiet = flags.quiet;
  const auto before = fetch_metrics(target, clock);
  if (!before) return Error{ErrorCode::io, before.error().message + "; the self-test needs a simulator"};
  if (!flags.quiet) std::cerr << test.name << '\n';
  auto metrics = PublishedMetrics::open(plan);
  if (!metrics) return metrics.error();
  Interrupts interrupts(clock);
  auto run = run_and_watch(plan, clock, *metrics, interrupts);
  if (!run) return run.error();
  SelftestOutcome outcome{.test = test, .run = std::move(*run), .server = {}, .problems = {}};
  const auto replies = outcome.run.whole_run.of(Outcome::success);
  const auto after = fetch_settled_metrics(
      target, clock, [&](const ServerCounts& counts) { return counts.since(*before).requests() == replies; });
  if (after) outcome.server = after->since(*before);
  outcome.problems = problems_of(test, outcome.run, outcome.server, flags.bounds);
  return outcome;
}

// Error: of the case that could not be made.
Status make_cases(const std::vector<SelftestCase>& cases, const SelftestFlags& flags, const Target& target,
                  SelftestResult& result) {
  const SystemClock clock;
  auto floor = measure_loopback(clock, kFloorBytes);
  if (!floor) return floor.error();
  result.floor = std::move(*floor);
  for (const auto& test : cases) {
    auto outcome = make_case(test, flags, target, clock);
    if (!outcome) return outcome.error();
    result.cases.push_back(std::move(*outcome));
    if (result.cases.back().run.interrupted) break;
  }
  return success();
}

// Starts one where none was named, and says where it is and what its key is.
Result<std::unique_ptr<SimulatorProcess>> simulator_of(SelftestFlags& flags) {
  if (!flags.target.url.empty()) return std::unique_ptr<SimulatorProcess>();
  flags.target.key = random_secret(kKeyLength);
  const std::string program = flags.simulator.empty() ? sibling_simulator() : flags.simulator;
  auto process = SimulatorProcess::start(program, flags.target.key);
  if (!process) {
    return Error{process.error().code,
                 process.error().message +
                     "; --simulator PATH names another program, --url and --key a simulator that runs already"};
  }
  flags.target.url = process->url();
  return std::make_unique<SimulatorProcess>(std::move(*process));
}

int selftest(const std::vector<SelftestCase>& cases, SelftestFlags& flags) {
  const auto simulator = simulator_of(flags);
  if (!simulator) return usage_error(simulator.error().message);
  const auto target = make_target(flags.target);
  if (!target) return usage_error(target.error().message);
  SelftestResult result{
      .server = target->url.origin(), .bounds = flags.bounds, .floor = {}, .cases = {}, .planned = cases.size()};
  const auto made = make_cases(cases, flags, *target, result);
  if (!result.cases.empty()) {
    report_selftest(result, std::cout);
    std::cout.flush();
  }
  const auto written = write_json_file(flags.json_path, selftest_json(result));
  if (!made) return usage_error(made.error().message);
  if (!written) return usage_error(written.error().message);
  return result.passed() ? kExitPassed : kExitFailed;
}

}  // namespace

int selftest_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load selftest",
                    "Holds the figures of this program against what a simulator says it sent, and when.");
  SelftestFlags flags;
  flags.declare(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (!flags.simulator.empty() && !flags.target.url.empty()) {
    return usage_error("--simulator and --url exclude each other: one names a program to start, one what runs already");
  }
  const auto streams = parse_stream_counts(flags.streams);
  if (!streams) return usage_error("--streams: " + streams.error().message);
  if (auto status = check_json_file(flags.json_path); !status) return usage_error(status.error().message);
  return selftest(selftest_cases(*streams, flags.rounds), flags);
}

}  // namespace oaisim::loadtest
