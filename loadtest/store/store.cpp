#include "loadtest/store/store.h"

#include "loadtest/store/mongo_store.h"
#include "loadtest/store/postgres_store.h"
#include "loadtest/store/sqlite_store.h"

namespace oaisim::loadtest {

Result<std::unique_ptr<Store>> open_store(const StoreUrl& url) {
  switch (url.kind) {
    case StoreKind::none:
      return invalid("no store is chosen ('none'), so there are no results; give --store");
    case StoreKind::sqlite:
      return open_sqlite_store(url);
    case StoreKind::postgres:
      return open_postgres_store(url);
    case StoreKind::mongo:
      return open_mongo_store(url);
  }
  return invalid("unknown kind of store");
}

Status each_request(Store& store, const std::string& run_id, const std::function<void(const StoredRequest&)>& handle) {
  std::int64_t seq = -1;
  while (true) {
    const auto page = store.requests_after(run_id, seq);
    if (!page) return page.error();
    for (const auto& row : *page) handle(row);
    if (page->size() < kRowsAtATime) return success();
    seq = page->back().seq;
  }
}

}  // namespace oaisim::loadtest
