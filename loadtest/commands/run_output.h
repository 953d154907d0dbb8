// Running a plan from a terminal: the live view, the report, the files of the other reports.
//
// Thread safety: one call at a time.
#pragma once

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/commands/published_metrics.h"
#include "loadtest/engine/interrupts.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// Where the plan says how often the dataset is gone through, sets how many requests those are: one for each turn of a
// conversation, else one a record.  Error: the dataset cannot be opened or has no end.
Status count_passes(RunPlan& plan);

// Says on stderr what makes the run less safe than people expect.
void warn_of_risks(const RunPlan& plan);

// Runs the plan with its progress on stderr and in `metrics`.  `interrupts` are caught from then on.  Error: it could
// not be run, or its files cannot be written, which is found before anything is sent; then there are none.
Result<RunResult> run_and_watch(const RunPlan& plan, const Clock& clock, PublishedMetrics& metrics,
                                Interrupts& interrupts);

// Says on stderr why a result is INVALID; and when nothing was measured, what most requests failed of.
void warn_of_verdict(const RunResult& result);

// Writes all files that the plan names.  Error: some of them, or the rows of --csv or --jsonl, could not be written
// whole; a line for each.
Status write_files(const RunResult& result);

// Prints the tables on stdout, and writes the files as above.
Status write_reports(const RunResult& result);

}  // namespace oaisim::loadtest
