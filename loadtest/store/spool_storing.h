// Moves a spooled run into a store: its rows in batches, then its record, so that a run that is in a store is whole.
//
// Repeating it changes nothing: rows have their numbers as keys.  The number of rows that the store has at the end is
// compared with the number that was read.
//
// Memory: a batch.  Thread safety: none.
#pragma once

#include <cstdint>
#include <functional>

#include "common/base/result.h"
#include "loadtest/store/spool.h"
#include "loadtest/store/store.h"

namespace oaisim::loadtest {

struct StoredRows {
  std::int64_t rows = 0;
  std::int64_t unreadable = 0;  // written in part; left out
};

// `go_on(share)` is called after each batch with the share of the rows that are stored, 0 to 1; when it returns false
// the rest is left for another time (Error cancelled).
// A run that is not finished was killed: what its rows tell is put into the result, which says INVALID; the column
// `verdict` says INTERRUPTED.
Result<StoredRows> put_spooled(const SpooledRun& run, SpoolContent content, Store& store,
                               const std::function<bool(double share)>& go_on);

}  // namespace oaisim::loadtest
