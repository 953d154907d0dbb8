// A Store in a PostgreSQL database.
//
// Connecting may take 5 s and a statement 60 s, also of a server that stops answering.  TLS is as the URL's sslmode
// says. Thread safety: that of a Store.
#pragma once

#include "loadtest/store/store.h"

namespace oaisim::loadtest {

Result<std::unique_ptr<Store>> open_postgres_store(const StoreUrl& url);

}  // namespace oaisim::loadtest
