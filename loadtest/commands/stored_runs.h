// Runs by the names that people give them on the command line.
//
//   a file        that `run --json` wrote: a name with a '/', one that ends in ".json", or that of a file that is there
//   latest        of a store: the run that began last
//   previous      the one before
//   anything else is an id, or a benchmark run id or a name of runs (the newest of them), or the beginning of one id;
//                 the first of these that there is
//
// Thread safety: all of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "loadtest/results/merge_runs.h"
#include "loadtest/store/store.h"
#include "loadtest/store/store_options.h"

namespace oaisim::loadtest {

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

// Of the store alone, with its document.  Error not_found: there is none; invalid: several begin like that.
Result<RunRecord> find_run(Store& store, const std::string& name);

// The result in the run's document.  Error: it begins with the id.
Result<RunResult> result_of(const RunRecord& run);

// Files, and runs of the store, which is opened when one is wanted.  A run of the store is named by its id afterwards.
// Error: it begins with the name.
Result<std::vector<StoredRun>> load_runs(const std::vector<std::string>& names, const StoreOptions& options);

}  // namespace oaisim::loadtest
