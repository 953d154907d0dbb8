#include "loadtest/commands/run_output.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

#include "loadtest/commands/written_file.h"
#include "loadtest/datasets/dataset.h"
#include "loadtest/engine/engine.h"
#include "loadtest/report/console.h"
#include "loadtest/report/live_view.h"
#include "loadtest/report/reporters.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

Status of_flag(const ReportFile& report, const Status& status) {
  if (status) return status;
  return Error{status.error().code, "--" + report.format + ": " + status.error().message};
}

// A line for each that went wrong.
Status together(const std::vector<Status>& all) {
  std::string problems;
  for (const auto& status : all) {
    if (!status) problems += (problems.empty() ? "" : "\n  ") + status.error().message;
  }
  if (problems.empty()) return success();
  return Error{ErrorCode::io, problems};
}

// True: it was made.
Result<bool> make_report_folder(const OutputPlan& plan) {
  if (plan.report_folder.empty()) return false;
  std::error_code problem;
  const bool made = std::filesystem::create_directories(plan.report_folder, problem);
  if (!problem) return made;
  return Error{ErrorCode::io,
               "--report-dir: cannot make the folder '" + plan.report_folder + "': " + problem.message()};
}

// Found before anything is sent.
Status check_files(const OutputPlan& plan) {
  for (const auto& report : plan.reports) {
    if (auto status = check_file(report.path); !status) return of_flag(report, status);
  }
  return success();
}

std::string stopping_text(std::int64_t in_flight, Duration patience) {
  if (in_flight <= 0 || patience <= Duration::zero()) return "stopping";
  const double seconds = to_seconds(patience);
  return "stopping: waiting up to " + decimals(seconds, seconds < 1 ? 1 : 0) + " s for " +
         with_commas(static_cast<std::uint64_t>(in_flight)) + (in_flight == 1 ? " reply" : " replies") +
         "; Ctrl-C again to stop now";
}

// From the end of the run until it is kept.
void tell_that_results_are_written(int count) {
  std::cerr << "oaisim-load: what was measured is being written; Ctrl-C "
            << (count + 1 < Interrupts::kMost ? "twice more" : "again") << " to end without it\n";
}

Result<RunResult> run_with_views(const RunPlan& plan, const Clock& clock, PublishedMetrics& metrics,
                                 Interrupts& interrupts) {
  LiveView view(plan, Screen::of_stderr(), std::cerr);
  const bool quiet = plan.output.quiet;
  const auto say = [&](const std::string& text) {
    if (!quiet) view.finish();
    std::cerr << "oaisim-load: " << text << '\n';
  };
  RunObserver observer{.interrupts = &interrupts};
  observer.on_stopping = [&](std::int64_t in_flight, Duration patience) { say(stopping_text(in_flight, patience)); };
  if (!quiet || metrics.are_wanted()) {
    observer.on_progress = [&](const Progress& progress) {
      if (const std::string warning = metrics.show(progress); !warning.empty()) say("warning: " + warning);
      if (!quiet) view.show(progress);
    };
  }
  auto result = Engine(plan, clock).run(observer);
  if (!quiet) view.finish();
  if (result) interrupts.listen(tell_that_results_are_written);
  metrics.finish();
  return result;
}

}  // namespace

Status count_passes(RunPlan& plan) {
  if (!plan.load.passes) return success();
  const auto dataset = open_dataset(plan.dataset);
  if (!dataset) return dataset.error();
  const std::uint64_t size = (*dataset)->size();
  if (size == Dataset::kEndless) return invalid("--passes: prompts that are made up have no end; use --requests");
  std::uint64_t requests = 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::size_t turns = plan.target.api == Api::http ? 1 : (*dataset)->at(i).turns.size();
    requests += std::max<std::size_t>(1, turns);
  }
  plan.load.requests = *plan.load.passes * static_cast<std::int64_t>(requests);
  return success();
}

void warn_of_risks(const RunPlan& plan) {
  const bool pushes_secure = plan.output.push_gateway && plan.output.push_gateway->url.secure;
  if (!plan.target.tls.insecure || (!plan.target.url.secure && !pushes_secure)) return;
  std::cerr << "oaisim-load: warning: --tls-insecure: the certificate is not checked; anyone on the way could read the "
               "key and the requests\n";
}

void warn_of_verdict(const RunResult& result) {
  if (result.verdict.valid) return;
  std::cerr << "oaisim-load: INVALID: ";
  if (!result.verdict.reasons.empty()) std::cerr << result.verdict.reasons.front();
  if (!result.verdict.nothing_measured) std::cerr << "; the figures are the client's and not the server's";
  if (const std::string error = most_frequent_error(result); result.verdict.nothing_measured && !error.empty()) {
    std::cerr << "; " << error;
  }
  std::cerr << '\n';
}

Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock, PublishedMetrics& metrics,
                                Interrupts& interrupts) {
  const auto made_folder = make_report_folder(plan.output);
  if (!made_folder) return made_folder.error();
  auto result = [&]() -> Result<RunResult> {
    if (auto status = check_files(plan.output); !status) return status.error();
    warn_of_risks(plan);
    return run_with_views(plan, clock, metrics, interrupts);
  }();
  std::error_code ec;
  if (!result && *made_folder) std::filesystem::remove(plan.output.report_folder, ec);
  return result;
}

Status write_files(const RunResult& result) {
  std::vector<Status> all;
  for (const auto& report : result.plan.output.reports) {
    const Reporter write = find_reporter(report.format);
    if (write == nullptr) continue;
    all.push_back(of_flag(report, write_file(report.path, [&](std::ostream& out) { write(result, out); })));
  }
  for (const auto& lost : result.lost_rows) {
    if (lost.flag.empty()) continue;  // the spool's: the store tells
    all.emplace_back(Error{ErrorCode::io, lost.flag + ": " + std::to_string(lost.rows) +
                                              " rows could not be written to '" + lost.path + "': " + lost.reason});
  }
  return together(all);
}

Status write_reports(const RunResult& result) {
  report_console(result, std::cout);
  const Status printed = flush_output();
  return together({printed, write_files(result)});
}

}  // namespace oaisim::loadtest
