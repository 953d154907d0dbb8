#include "loadtest/commands/run_output.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "loadtest/datasets/dataset.h"
#include "loadtest/engine/engine.h"
#include "loadtest/report/console.h"
#include "loadtest/report/live_view.h"
#include "loadtest/report/reporters.h"

namespace oaisim::loadtest {
namespace {

Error cannot_write(const ReportFile& report) {
  return {ErrorCode::io, "--" + report.format + ": cannot write '" + report.path + "': " + std::strerror(errno)};
}

// Found before anything is sent.
Status check_files(const OutputPlan& plan) {
  if (!plan.report_folder.empty()) {
    std::error_code problem;
    std::filesystem::create_directories(plan.report_folder, problem);
    if (problem) {
      return Error{ErrorCode::io,
                   "--report-dir: cannot make the folder '" + plan.report_folder + "': " + problem.message()};
    }
  }
  for (const auto& report : plan.reports) {
    if (!std::ofstream(report.path, std::ios::app)) return cannot_write(report);
  }
  return success();
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

Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock, PublishedMetrics& metrics) {
  if (auto status = check_files(plan.output); !status) return status.error();
  warn_of_risks(plan);
  Engine engine(plan, clock);
  const bool quiet = plan.output.quiet;
  if (quiet && !metrics.are_wanted()) return engine.run({});
  LiveView view(plan, Screen::of_stderr(), std::cerr);
  auto result = engine.run([&](const Progress& progress) {
    const std::string warning = metrics.show(progress);
    if (!warning.empty()) {
      if (!quiet) view.finish();
      std::cerr << "oaisim-load: warning: " << warning << '\n';
    }
    if (!quiet) view.show(progress);
  });
  if (!quiet) view.finish();
  metrics.finish();
  return result;
}

Status write_files(const RunResult& result) {
  for (const auto& report : result.plan.output.reports) {
    std::ofstream file(report.path, std::ios::trunc);
    if (const Reporter write = find_reporter(report.format); write != nullptr) write(result, file);
    file.flush();
    if (!file) return cannot_write(report);
  }
  for (const auto& lost : result.lost_rows) {
    if (lost.flag.empty()) continue;  // the spool's: the store tells
    return Error{ErrorCode::io, lost.flag + ": " + std::to_string(lost.rows) + " rows could not be written to '" +
                                    lost.path + "': " + lost.reason};
  }
  return success();
}

Status write_reports(const RunResult& result) {
  report_console(result, std::cout);
  std::cout.flush();
  return write_files(result);
}

}  // namespace oaisim::loadtest
