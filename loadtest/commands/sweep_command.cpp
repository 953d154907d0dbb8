#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "loadtest/commands/commands.h"
#include "loadtest/commands/run_series.h"
#include "loadtest/commands/written_file.h"
#include "loadtest/plan/threshold.h"
#include "loadtest/report/json.h"
#include "loadtest/report/runs_table.h"

namespace oaisim::loadtest {
namespace {

// A flag of `run` whose values a sweep goes through.
struct Swept {
  const char* list;  // the flag with the values
  const char* flag;  // of one run
  const char* unit;  // after a value, in names
};

constexpr std::array kSwept{Swept{"rates", "rate", "rps"}, Swept{"users-list", "users", "users"},
                            Swept{"max-tokens-list", "max-tokens", "tokens"}};

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load sweep: " << message << '\n';
  return kExitUsage;
}

class SweepFlags : public SeriesFlags {
 public:
  SweepFlags() : SeriesFlags("oaisim-load sweep", "Makes a run for each value of a list, and one table of them.") {
    for (std::size_t i = 0; i < kSwept.size(); ++i) {
      options().add(lists_[i], {.name = kSwept[i].list,
                                .help = std::string("A run for each --") + kSwept[i].flag + " of this list",
                                .value_name = "N,N,...",
                                .is_list = true});
    }
  }

  // Error: there is not exactly one list, or the flag is given that it stands for.
  Result<Swept> swept() const {
    std::optional<Swept> found;
    for (std::size_t i = 0; i < kSwept.size(); ++i) {
      if (lists_[i].empty()) continue;
      if (found) return invalid(std::string("--") + found->list + " and --" + kSwept[i].list + " exclude each other");
      found = kSwept[i];
    }
    if (!found) return invalid("there is nothing to sweep; allowed: --rates, --users-list or --max-tokens-list");
    return *found;
  }

  // Of the list that was given.  Error: a value is empty, or there twice.
  Result<std::vector<std::string>> values() const {
    std::vector<std::string> values;
    for (const auto& list : lists_) {
      if (list.empty()) continue;
      for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        std::string value(trimmed(std::string_view(list).substr(begin, end - begin)));
        if (value.empty()) return invalid("'" + list + "' has an empty value; allowed: such as 10,20,50");
        if (std::find(values.begin(), values.end(), value) != values.end()) {
          return invalid("'" + list + "' has " + value + " twice");
        }
        values.push_back(std::move(value));
        begin = end + 1;
      }
    }
    return values;
  }

 private:
  std::array<std::string, kSwept.size()> lists_;
};

struct PlannedRun {
  std::string name;  // "50rps"
  std::unique_ptr<SweepFlags> flags;
  RunPlan plan;
};

// One run with `value` at the end of the command line, where it is as if the user had written it.
Result<PlannedRun> plan_run(std::vector<std::string> arguments, const Swept& swept, const std::string& value,
                            const std::string& name) {
  PlannedRun run{.name = value + swept.unit, .flags = std::make_unique<SweepFlags>(), .plan = {}};
  arguments.push_back(std::string("--") + swept.flag + "=" + value);
  arguments.push_back("--name=" + (name.empty() ? "sweep" : name) + "-" + run.name);
  if (auto parsed = run.flags->parse(std::move(arguments)); !parsed) {
    // The other arguments were read before; a message about the one flag becomes one about the list.
    const std::string flag = std::string("--") + swept.flag;
    const std::string& message = parsed.error().message;
    return message.starts_with(flag + ":") ? invalid(std::string("--") + swept.list + message.substr(flag.size()))
                                           : parsed.error();
  }
  auto plan = run.flags->plan(run.name);
  if (!plan) return plan.error();
  run.plan = std::move(*plan);
  return run;
}

// All of them, so that what is wrong with the last is found before the first is begun.
Result<std::vector<PlannedRun>> plan_runs(const std::vector<std::string>& arguments, SweepFlags& flags) {
  const auto swept = flags.swept();
  if (!swept) return swept.error();
  if (flags.options().given(swept->flag)) {
    return invalid(std::string("--") + swept->flag + " does not go with --" + swept->list);
  }
  const auto values = flags.values();
  if (!values) return invalid(std::string("--") + swept->list + ": " + values.error().message);
  std::vector<PlannedRun> runs;
  for (const auto& value : *values) {
    auto run = plan_run(arguments, *swept, value, flags.store().name());
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return runs;
}

// What became of the runs so far.
struct Sweep {
  std::vector<RunRow> rows;
  nlohmann::ordered_json documents = nlohmann::ordered_json::array();
  bool failed = false;
  bool interrupted = false;

  void add(const PlannedRun& run, const SeriesRun& made) {
    const RunResult& result = made.result;
    rows.push_back(row_of(run.name, result));
    documents.push_back(result_json(result));
    failed = failed || !result.is_fine();
    interrupted = made.interrupted;
  }
};

// Error: of the run that ends the sweep.
Status make_runs(const std::vector<PlannedRun>& runs, Sweep& sweep) {
  for (const auto& run : runs) {
    if (!sweep.rows.empty() && !pause_between_runs(run.flags->pause())) sweep.interrupted = true;
    if (sweep.interrupted) break;
    if (!run.plan.output.quiet) std::cerr << run.name << '\n';
    const auto made = run_and_keep(run.plan, run.flags->store());
    if (!made) return Error{made.error().code, run.name + ": " + made.error().message};
    sweep.add(run, *made);
    if (sweep.interrupted) break;
  }
  return success();
}

}  // namespace

int sweep_command(int argc, const char* const* argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  SweepFlags flags;
  const auto outcome = flags.parse(arguments);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  const auto runs = plan_runs(arguments, flags);
  if (!runs) return usage_error(runs.error().message);
  if (auto status = check_json_file(flags.json_path()); !status) return usage_error(status.error().message);

  Sweep sweep;
  const auto made = make_runs(*runs, sweep);
  if (!sweep.rows.empty()) report_runs("run", sweep.rows, std::cout);
  const auto printed = flush_output();
  if (sweep.interrupted) {
    std::cerr << "interrupted: " << sweep.rows.size() << " of " << runs->size() << " runs were begun\n";
  }
  const auto written =
      write_json_file(flags.json_path(), {{"schema", "oaisim-load-sweep/1"}, {"runs", std::move(sweep.documents)}});
  if (!made) return usage_error(made.error().message);
  if (!written) return usage_error(written.error().message);
  if (!printed) return usage_error(printed.error().message);
  if (sweep.interrupted) return kExitInterrupted;
  return sweep.failed ? kExitFailed : kExitPassed;
}

}  // namespace oaisim::loadtest
