#include <unistd.h>

#include <iostream>

#include "common/base/clock.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/results_command.h"
#include "loadtest/commands/stored_runs.h"

namespace oaisim::loadtest {
namespace {

// What may be deleted by a name: an id, or all runs of a benchmark run id.
Result<std::vector<RunRecord>> runs_named(Store& store, const std::string& name) {
  for (const char* column : {"id", "benchmark_run_id"}) {
    auto runs = store.runs({.conditions = {condition_on(column, Relation::equal, name)}});
    if (!runs || !runs->empty()) return runs;
  }
  return Error{ErrorCode::not_found, "there is no run '" + name + "'"};
}

Result<std::vector<RunRecord>> chosen_runs(Store& store, const std::vector<std::string>& names,
                                           const std::string& older_than) {
  if (!older_than.empty()) {
    const auto moment = parse_moment(older_than, SystemClock().unix_seconds());
    if (!moment) return invalid("--older-than: " + moment.error().message);
    return store.runs({.conditions = {condition_on("started", Relation::less, *moment)}});
  }
  std::vector<RunRecord> chosen;
  for (const auto& name : names) {
    auto runs = runs_named(store, name);
    if (!runs) return runs.error();
    chosen.insert(chosen.end(), runs->begin(), runs->end());
  }
  return chosen;
}

bool confirmed(std::size_t count) {
  std::cerr << "Delete " << (count == 1 ? "this run" : "these " + std::to_string(count) + " runs")
            << " with all requests? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int results_delete(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results delete", "Removes runs with their requests from a store.");
  StoreOptions chosen;
  std::vector<std::string> names;
  std::string older_than;
  bool yes = false;
  chosen.declare_store(options);
  options.add(older_than, {.name = "older-than",
                           .help = "All runs from before a day (2026-01-31), a moment, or so long ago (30d)",
                           .value_name = "MOMENT"});
  options.add(yes, {.name = "yes", .help = "Do not ask"});
  options.allow_positional(names, "RUN...", "Ids, or benchmark run ids (all runs of each)");
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return results_error("delete", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (names.empty() == older_than.empty()) {
    return results_error("delete", "which runs? allowed: ids, or --older-than 30d, and not both");
  }
  auto store = open_store(chosen);
  if (!store) return results_error("delete", store.error().message);
  const auto runs = chosen_runs(**store, names, older_than);
  if (!runs) return results_error("delete", runs.error().message);
  if (!yes && !runs->empty()) {
    if (::isatty(STDIN_FILENO) == 0) {
      return results_error("delete", std::to_string(runs->size()) + " runs would be deleted; say so with --yes");
    }
    write_runs(*runs, RunsFormat::table, std::cerr);
    if (!confirmed(runs->size())) return std::cerr << "nothing was deleted\n", kExitPassed;
  }
  for (const auto& run : *runs) {
    if (auto status = (*store)->remove(run.id()); !status) return results_error("delete", status.error().message);
  }
  std::cout << "deleted " << runs->size() << (runs->size() == 1 ? " run\n" : " runs\n") << std::flush;
  return kExitPassed;
}

}  // namespace oaisim::loadtest
