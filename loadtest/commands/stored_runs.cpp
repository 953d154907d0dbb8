#include "loadtest/commands/stored_runs.h"

#include "loadtest/results/run_document.h"

namespace oaisim::loadtest {

Result<RunResult> load_run(const std::string& name) { return load_run_file(name); }

}  // namespace oaisim::loadtest
