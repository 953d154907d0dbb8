// What waits on disk until it is in a store.
//
//   <data folder>/spool/<id>.csv    the rows of the requests (--csv), written while the run goes on
//   <data folder>/spool/<id>.json   {"id", "benchmark_run_id", "org_id", "store", "finished", "result"}
//
// The first is there from the start of a run, and locked (flock) by the process that runs or stores it: what is not
// locked was left by a process that was killed or could not store it.  `store` is the address without its password.
// The second is written at the start with a result that has the plan and no figures, and anew with the whole result
// when the run is over.
//
// Ownership: a SpooledRun holds the lock until it is destroyed.  Thread safety: none.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "loadtest/store/run_record.h"

namespace oaisim::loadtest {

struct SpoolContent {
  RunIdentity identity;
  std::string store;  // that it is meant for; empty: any
  nlohmann::ordered_json result;
  bool finished = false;  // the result has the run's figures
};

class SpooledRun {
 public:
  // Makes both files in `folder`, and the folder.
  static Result<SpooledRun> create(const std::string& folder, const SpoolContent& content);

  // Takes what another process left.  None: a process has it, or it is gone.
  static Result<std::optional<SpooledRun>> take(const std::string& rows_path);

  ~SpooledRun();
  SpooledRun(SpooledRun&& other) noexcept;
  SpooledRun& operator=(SpooledRun&&) = delete;

  const std::string& rows_path() const { return rows_path_; }

  Status write(const SpoolContent& content) const;

  // Of a file that is missing or no JSON what the names of the files tell.
  SpoolContent read() const;

  void remove() const;

 private:
  SpooledRun(std::string rows_path, int lock) : rows_path_(std::move(rows_path)), lock_(lock) {}
  std::string content_path() const;

  std::string rows_path_;
  int lock_;
};

// The rows_path of each run that waits in `folder`, the oldest first.
std::vector<std::string> spooled_rows(const std::string& folder);

}  // namespace oaisim::loadtest
