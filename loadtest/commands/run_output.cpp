#include "loadtest/commands/run_output.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "loadtest/commands/metrics_endpoint.h"
#include "loadtest/engine/engine.h"
#include "loadtest/report/console.h"
#include "loadtest/report/live_view.h"
#include "loadtest/report/prometheus.h"
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

Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock) {
  if (auto status = check_files(plan.output); !status) return status.error();
  std::unique_ptr<MetricsEndpoint> endpoint;
  if (!plan.output.prometheus_listen.empty()) {
    auto opened = MetricsEndpoint::open(plan.output.prometheus_listen);
    if (!opened) return opened.error();
    endpoint = std::move(*opened);
  }
  Engine engine(plan, clock);
  if (plan.output.quiet && !endpoint) return engine.run({});
  LiveView view(plan, Screen::of_stderr(), std::cerr);
  auto result = engine.run([&](const Progress& progress) {
    if (!plan.output.quiet) view.show(progress);
    if (endpoint) endpoint->serve(prometheus_text(plan, progress));
  });
  if (!plan.output.quiet) view.finish();
  return result;
}

Status write_reports(const RunResult& result) {
  report_console(result, std::cout);
  std::cout.flush();
  for (const auto& report : result.plan.output.reports) {
    std::ofstream file(report.path, std::ios::trunc);
    if (const Reporter write = find_reporter(report.format); write != nullptr) write(result, file);
    file.flush();
    if (!file) return cannot_write(report);
  }
  return success();
}

}  // namespace oaisim::loadtest
