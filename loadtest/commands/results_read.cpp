#include <iostream>

#include "common/base/clock.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/results_command.h"
#include "loadtest/commands/stored_runs.h"
#include "loadtest/report/reporters.h"

namespace oaisim::loadtest {
namespace {

void add_format(OptionSet& options, std::string& format) {
  options.add(format, {.name = "format", .help = "How runs are written", .choices = {"table", "json", "csv"}});
}

int print_runs(const char* command, const StoreOptions& options, const RunFilter& filter, const std::string& format) {
  auto store = open_store(options);
  if (!store) return results_error(command, store.error().message);
  const auto runs = (*store)->runs(filter);
  if (!runs) return results_error(command, runs.error().message);
  write_runs(*runs, runs_format(format), std::cout);
  std::cout.flush();
  return kExitPassed;
}

}  // namespace

int results_list(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results list", "Lists the runs of a store, the newest first.");
  StoreOptions store;
  std::int64_t limit = 20;
  std::string name, model, since;
  std::string format = "table";
  store.declare_store(options);
  options.add(limit, {.name = "limit", .help = "At most so many; 0: all", .minimum = 0, .maximum = 1e9});
  options.add(name, {.name = "name", .help = "Only runs of this name", .value_name = "NAME"});
  options.add(model, {.name = "model", .help = "Only runs of this model or deployment", .value_name = "MODEL"});
  options.add(since, {.name = "since",
                      .help = "Only runs since a day (2026-01-31), a moment, or so long ago (12h, 30d)",
                      .value_name = "MOMENT"});
  add_format(options, format);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return results_error("list", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  RunFilter filter{.conditions = {}, .limit = limit};
  if (!name.empty()) filter.conditions.push_back(condition_on("name", Relation::equal, name));
  if (!model.empty()) filter.conditions.push_back(condition_on("model", Relation::equal, model));
  if (!since.empty()) {
    const auto moment = parse_moment(since, SystemClock().unix_seconds());
    if (!moment) return results_error("list", "--since: " + moment.error().message);
    filter.conditions.push_back(condition_on("started", Relation::greater_or_equal, *moment));
  }
  return print_runs("list", store, filter, format);
}

int results_query(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results query", "Lists the runs that meet all conditions, the newest first.");
  StoreOptions store;
  std::int64_t limit = 0;
  std::vector<std::string> where;
  std::string format = "table";
  store.declare_store(options);
  options.add(where, {.name = "where",
                      .help = "COLUMN OPERATOR VALUE, such as 'ttft_p99>500ms', 'model=gpt-4o' or 'started>7d'; "
                              "repeatable",
                      .value_name = "CONDITION"});
  options.add(limit, {.name = "limit", .help = "At most so many; 0: all", .minimum = 0, .maximum = 1e9});
  add_format(options, format);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return results_error("query", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  RunFilter filter{.conditions = {}, .limit = limit};
  for (const auto& text : where) {
    auto condition = parse_condition(text, SystemClock().unix_seconds());
    if (!condition) return results_error("query", "--where: " + condition.error().message);
    filter.conditions.push_back(std::move(*condition));
  }
  return print_runs("query", store, filter, format);
}

int results_show(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results show", "Shows one run as the report that ended it.");
  StoreOptions chosen;
  std::vector<std::string> names;
  std::string format = "console";
  chosen.declare_store(options);
  options.add(format, {.name = "format", .help = "How it is written", .choices = report_names()});
  options.allow_positional(names, "RUN",
                           "`latest` (the default), `previous`, an id or its beginning, or the newest of a benchmark "
                           "run id or a name");
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return results_error("show", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (names.size() > 1) return results_error("show", "one run at a time, not also '" + names[1] + "'");
  auto store = open_store(chosen);
  if (!store) return results_error("show", store.error().message);
  const auto run = find_run(**store, names.empty() ? "latest" : names.front());
  if (!run) return results_error("show", run.error().message);
  const auto result = result_of(*run);
  if (!result) return results_error("show", result.error().message);
  find_reporter(format)(*result, std::cout);
  std::cout.flush();
  return std::cout ? kExitPassed : results_error("show", "standard output cannot be written");
}

}  // namespace oaisim::loadtest
