// `oaisim-load results`: reads, moves and deletes the runs that are kept in a store.
//
// Each function reads its own arguments (argv[0] is its name) and returns the exit code of the program; 2 also when
// the store cannot be reached or has no such run.
// Thread safety: one call per process.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/store/run_record.h"

namespace oaisim::loadtest {

int results_list(int argc, const char* const* argv);
int results_show(int argc, const char* const* argv);
int results_query(int argc, const char* const* argv);
int results_export(int argc, const char* const* argv);
int results_delete(int argc, const char* const* argv);
int results_sync(int argc, const char* const* argv);

// What they share.

// Prints "oaisim-load results NAME: ..." and returns the exit code.
int results_error(const char* name, const std::string& message);

enum class RunsFormat { table, json, csv };

// `text`: one of the choices table, json and csv.
RunsFormat runs_format(const std::string& text);

void write_runs(const std::vector<RunRecord>& runs, RunsFormat format, std::ostream& out);

// A field of CSV, in quotes where it needs them.
std::string csv_field(const std::string& text);

}  // namespace oaisim::loadtest
