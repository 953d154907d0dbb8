#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "common/config/options.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/stored_runs.h"
#include "loadtest/report/reporters.h"
#include "loadtest/results/merge_runs.h"

namespace oaisim::loadtest {
namespace {

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load report: " << message << '\n';
  return kExitUsage;
}

Result<MergeOrder> order_of(const std::string& wish, std::span<const StoredRun> runs) {
  if (wish == "parallel" || runs.size() < 2) return MergeOrder::parallel;
  if (wish == "sequential") return MergeOrder::sequential;
  return natural_order(runs);
}

Result<RunResult> read_and_merge(const std::vector<std::string>& names, const std::string& order_wish) {
  std::vector<StoredRun> runs;
  for (const auto& name : names) {
    auto run = load_run(name);
    if (!run) return run.error();
    runs.push_back({.name = name, .result = std::move(*run)});
  }
  const auto order = order_of(order_wish, runs);
  if (!order) return order.error();
  return merge_runs(runs, *order);
}

}  // namespace

int report_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load report", "Shows a stored run, or several as one, in any form.");
  std::string format = "console";
  std::string path;
  std::string order = "auto";
  std::vector<std::string> names;
  options.add(format, {.name = "format", .help = "How it is written", .choices = report_names()});
  options.add(path, {.name = "output",
                     .short_name = "o",
                     .help = "Write to this file instead of standard output",
                     .value_name = "FILE"});
  options.add(order, {.name = "merge",
                      .help = "How several runs are put together: of machines at the same time, or one after another; "
                              "auto looks at when they were",
                      .choices = {"auto", "parallel", "sequential"}});
  options.allow_positional(names, "FILE...", "Results that `oaisim-load run --json` wrote");
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (names.empty()) return usage_error("a FILE is missing; allowed: one result or more that run --json wrote");

  const auto result = read_and_merge(names, order);
  if (!result) return usage_error(result.error().message);
  const Reporter write = find_reporter(format);
  if (path.empty()) {
    write(*result, std::cout);
    std::cout.flush();
    return std::cout ? kExitPassed : usage_error("standard output cannot be written");
  }
  std::ofstream file(path, std::ios::trunc);
  if (file) write(*result, file);
  file.flush();
  if (!file) return usage_error("--output: cannot write '" + path + "': " + std::strerror(errno));
  return kExitPassed;
}

}  // namespace oaisim::loadtest
