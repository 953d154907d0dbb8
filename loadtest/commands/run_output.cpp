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

void warn_of_risks(const RunPlan& plan) {
  if (!plan.target.url.secure || !plan.target.tls.insecure) return;
  std::cerr << "oaisim-load: warning: --tls-insecure: the certificate is not checked; anyone on the way could read the "
               "key and the requests\n";
}

Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock) {
  if (!plan.output.json_path.empty() && !std::ofstream(plan.output.json_path, std::ios::app))
    return cannot_write(plan.output.json_path);
  warn_of_risks(plan);
  Engine engine(plan, clock);
  if (plan.output.quiet) return engine.run({});
  ProgressLine line(plan, ::isatty(STDERR_FILENO) != 0, std::cerr);
  auto result = engine.run([&](const Progress& progress) { line.show(progress); });
  line.finish();
  return result;
}

Status write_reports(const RunResult& result) {
  report_console(result, std::cout);
  std::cout.flush();
  if (result.plan.output.json_path.empty()) return success();
  std::ofstream file(result.plan.output.json_path, std::ios::trunc);
  report_json(result, file);
  file.flush();
  if (!file) return cannot_write(result.plan.output.json_path);
  return success();
}

}  // namespace oaisim::loadtest
