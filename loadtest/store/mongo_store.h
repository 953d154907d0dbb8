// A Store in a MongoDB database, or one that speaks its wire protocol.
//
// Finding the server may take 5 s and an answer 60 s, unless the URL says otherwise.  TLS is as the URL says.
// Thread safety: that of a Store.
#pragma once

#include "loadtest/store/store.h"

namespace oaisim::loadtest {

Result<std::unique_ptr<Store>> open_mongo_store(const StoreUrl& url);

}  // namespace oaisim::loadtest
