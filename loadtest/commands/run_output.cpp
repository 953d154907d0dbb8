#include "loadtest/commands/run_output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "loadtest/engine/engine.h"
#include "loadtest/report/console.h"
#include "loadtest/report/json.h"
#include "loadtest/report/progress_line.h"

namespace oaisim::loadtest {
namespace {

Error cannot_write(const std::string& path) {
  return {ErrorCode::io, "--json: cannot write '" + path + "': " + std::strerror(errno)};
}

}  // namespace

Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock) {
  if (!plan.json_path.empty() && !std::ofstream(plan.json_path, std::ios::app)) return cannot_write(plan.json_path);
  Engine engine(plan, clock);
  if (plan.quiet) return engine.run({});
  ProgressLine line(plan, ::isatty(STDERR_FILENO) != 0, std::cerr);
  auto result = engine.run([&](const Progress& progress) { line.show(progress); });
  line.finish();
  return result;
}

Status write_reports(const RunResult& result) {
  report_console(result, std::cout);
  std::cout.flush();
  if (!result.plan.json_path.empty()) {
    std::ofstream file(result.plan.json_path, std::ios::trunc);
    report_json(result, file);
    file.flush();
    if (!file) return cannot_write(result.plan.json_path);
  }
  for (const auto& lost : result.lost_rows) {
    if (lost.path != result.plan.csv_path) continue;
    return Error{ErrorCode::io, "--csv: " + std::to_string(lost.rows) + " rows could not be written to '" + lost.path +
                                    "': " + lost.reason};
  }
  return success();
}

}  // namespace oaisim::loadtest
