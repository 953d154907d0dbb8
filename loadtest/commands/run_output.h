// Running a plan from a terminal: the progress line, the report, the JSON file.
//
// Thread safety: one call at a time.
#pragma once

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// Runs the plan with its progress on stderr.  Error: it could not be run, or its files cannot be written,
// which is found before anything is sent.
Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock);

// Prints the tables on stdout and writes the plan's JSON file.  Error: that file, or the rows of --csv, could not be
// written whole.
Status write_reports(const RunResult& result);

}  // namespace oaisim::loadtest
