#include "loadtest/commands/run_series.h"

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/http/asio/asio.h"
#include "loadtest/commands/run_keeper.h"
#include "loadtest/commands/run_output.h"
#include "loadtest/commands/written_file.h"

namespace oaisim::loadtest {
namespace {

Status of_json_flag(const Status& status) {
  if (status) return status;
  return Error{status.error().code, "--json: " + status.error().message};
}

}  // namespace

SeriesFlags::SeriesFlags(const std::string& program, const std::string& description)
    : options_(program, description), run_(options_) {
  store_.declare_store(options_);
  store_.declare_identity(options_);
  options_.remove("debug");
  options_.remove("json");  // one document of all runs
  options_.add(json_path_,
               {.name = "json", .help = "Write the results of all runs to this file", .value_name = "FILE"});
  options_.add(pause_, {.name = "pause", .help = "Between two runs, in real time", .minimum = 0, .maximum = 86400});
}

Result<OptionSet::Outcome> SeriesFlags::parse(std::vector<std::string> arguments) {
  arguments_ = std::move(arguments);
  for (const auto& argument : arguments_) argv_.push_back(argument.c_str());
  return options_.parse(static_cast<int>(argv_.size()), argv_.data());
}

Result<RunPlan> SeriesFlags::plan(const std::string& suffix) const {
  auto plan = run_.plan(static_cast<int>(argv_.size()), argv_.data());
  if (!plan) return plan;
  for (auto& report : plan->output.reports) report.path = with_suffix(report.path, suffix);
  plan->output.csv_path = with_suffix(plan->output.csv_path, suffix);
  plan->output.jsonl_path = with_suffix(plan->output.jsonl_path, suffix);
  return plan;
}

std::string with_suffix(const std::string& path, const std::string& suffix) {
  if (path.empty()) return path;
  std::filesystem::path changed(path);
  changed.replace_filename(changed.stem().string() + "-" + suffix + changed.extension().string());
  return changed.string();
}

Result<SeriesRun> run_and_keep(RunPlan plan, const StoreOptions& store) {
  if (auto counted = count_passes(plan); !counted) return counted.error();
  const SystemClock clock(plan.time_scale);
  auto keeper = RunKeeper::open(store, plan, clock);
  if (!keeper) return keeper.error();
  auto metrics = PublishedMetrics::open(plan);
  if (!metrics) return metrics.error();
  Interrupts interrupts(clock);
  interrupts.set_last_words(keeper->last_words());
  auto result = run_and_watch(plan, clock, *metrics, interrupts);
  if (!result) return result.error();
  keeper->keep(*result);
  const auto written = write_files(*result);
  const bool stored = keeper->store();
  if (!written) return written.error();
  const bool interrupted = interrupts.count() > 0 || !stored;
  return SeriesRun{.result = *std::move(result), .interrupted = interrupted};
}

bool pause_between_runs(Duration pause) {
  asio::io_context io;
  asio::steady_timer timer(io, pause);
  asio::signal_set signals(io, SIGINT, SIGTERM);
  bool interrupted = false;
  timer.async_wait([&](error_code) { signals.cancel(); });
  signals.async_wait([&](error_code ec, int) {
    if (ec) return;
    interrupted = true;
    timer.cancel();
  });
  io.run();
  return !interrupted;
}

Status check_json_file(const std::string& path) { return path.empty() ? success() : of_json_flag(check_file(path)); }

Status write_json_file(const std::string& path, const nlohmann::ordered_json& document) {
  if (path.empty()) return success();
  return of_json_flag(write_file(path, [&](std::ostream& out) {
    out << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  }));
}

}  // namespace oaisim::loadtest
