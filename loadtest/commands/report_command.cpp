#include <iostream>

#include "common/config/options.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/stored_runs.h"
#include "loadtest/commands/written_file.h"
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

Result<RunResult> read_and_merge(const std::vector<std::string>& names, const StoreOptions& store,
                                 const std::string& order_wish) {
  const auto runs = load_runs(names, store);
  if (!runs) return runs.error();
  const auto order = order_of(order_wish, *runs);
  if (!order) return order.error();
  return merge_runs(*runs, *order);
}

}  // namespace

int report_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load report", "Shows a stored run, or several as one, in any form.");
  std::string format = "console";
  std::string path;
  std::string order = "auto";
  std::vector<std::string> names;
  StoreOptions store;
  options.add(format, {.name = "format", .help = "How it is written", .choices = report_names()});
  options.add(path, {.name = "output",
                     .short_name = "o",
                     .help = "Write to this file instead of standard output",
                     .value_name = "FILE"});
  options.add(order, {.name = "merge",
                      .help = "How several runs are put together: of machines at the same time, or one after another; "
                              "auto looks at when they were",
                      .choices = {"auto", "parallel", "sequential"}});
  store.declare_store(options);
  options.allow_positional(names, "RUN...",
                           "Files that `oaisim-load run --json` wrote, or runs of the store: `latest`, `previous`, ids "
                           "or their beginnings, benchmark run ids or names");
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (names.empty()) {
    return usage_error("a RUN is missing; allowed: files that run --json wrote, or runs of the store, such as latest");
  }

  const auto result = read_and_merge(names, store, order);
  if (!result) return usage_error(result.error().message);
  const Reporter write = find_reporter(format);
  if (path.empty()) {
    write(*result, std::cout);
    const auto printed = flush_output();
    return printed ? kExitPassed : usage_error(printed.error().message);
  }
  const auto written = write_file(path, [&](std::ostream& out) { write(*result, out); });
  return written ? kExitPassed : usage_error("--output: " + written.error().message);
}

}  // namespace oaisim::loadtest
