// Where runs are kept: SQLite, PostgreSQL or MongoDB, behind one interface.
//
//   auto store = open_store(*parse_store_url("postgres://user@host/results"));
//   (*store)->put_requests(id, batch);   // any number of times, in order
//   (*store)->put_run(record);           // last: a run that is there is whole
//
// Opening makes tables, indexes and columns that are missing.  Both puts are idempotent: what is there already under
// the same key stays as it is.  Every call has a deadline; errors name what failed and never hold a password.
//
// Memory: a batch and a page of rows at a time.  Ownership: the caller's.
// Thread safety: a Store belongs to one thread; several processes may use one database.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/store/run_filter.h"
#include "loadtest/store/run_record.h"
#include "loadtest/store/store_url.h"

namespace oaisim::loadtest {

// Rows of the request log, next to one another: `fields` has request_columns().size() for each, as the log spells
// them.  An empty field is not known.
struct RequestBatch {
  std::int64_t first_seq = 0;  // number of the first row within its run
  std::vector<std::string_view> fields;

  std::size_t rows() const { return fields.size() / request_columns().size(); }
  std::string_view field(std::size_t row, std::size_t column) const {
    return fields[row * request_columns().size() + column];
  }
};

// A row as it was put.
struct StoredRequest {
  std::int64_t seq = 0;
  std::vector<std::string> fields;  // by request_columns()
};

class Store {
 public:
  virtual ~Store() = default;

  virtual Status put_requests(const std::string& run_id, const RequestBatch& batch) = 0;
  virtual Status put_run(const RunRecord& record) = 0;

  // The newest first, without their documents.
  virtual Result<std::vector<RunRecord>> runs(const RunFilter& filter) = 0;

  // With its document.  Error not_found: there is none of that id.
  virtual Result<RunRecord> run(const std::string& id) = 0;

  virtual Result<std::int64_t> count_requests(const std::string& run_id) = 0;

  // Up to kRowsAtATime of the rows that follow `seq`, in their order.
  virtual Result<std::vector<StoredRequest>> requests_after(const std::string& run_id, std::int64_t seq) = 0;

  // The run and its requests; no error when there is none.
  virtual Status remove(const std::string& id) = 0;
};

// How many rows stores write and read at a time.
inline constexpr std::size_t kRowsAtATime = 5000;

Result<std::unique_ptr<Store>> open_store(const StoreUrl& url);

// Calls `handle` with every row of the run, in their order.
Status each_request(Store& store, const std::string& run_id, const std::function<void(const StoredRequest&)>& handle);

}  // namespace oaisim::loadtest
