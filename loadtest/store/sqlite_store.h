// A Store in a SQLite file.
//
// One writer at a time; others wait up to 10 s.  A file is readable while it is written (write-ahead log).
// Thread safety: that of a Store.
#pragma once

#include "loadtest/store/store.h"

namespace oaisim::loadtest {

Result<std::unique_ptr<Store>> open_sqlite_store(const StoreUrl& url);

}  // namespace oaisim::loadtest
