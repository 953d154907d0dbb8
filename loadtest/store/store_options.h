// The flags that choose a store, and those that name a run in it.
//
// Ownership: outlives the OptionSet that it is declared in.  Thread safety: none; used while starting.
#pragma once

#include "common/config/options.h"
#include "loadtest/store/run_record.h"
#include "loadtest/store/store_url.h"

namespace oaisim::loadtest {

class StoreOptions {
 public:
  void declare_store(OptionSet& options);     // --store
  void declare_identity(OptionSet& options);  // --name, --benchmark-run-id, --org-id

  // Error: the address is of no known kind, or the environment names two.
  Result<StoreUrl> url() const;
  Result<std::string> spool_folder() const;

  // What puts the runs that wait for `url` into it, for a shell: "oaisim-load results sync", with --store when nothing
  // else leads there.  A password is hidden.
  std::string sync_command(const StoreUrl& url) const;

  // `unix_seconds`: when the run begins.
  RunIdentity identity(std::int64_t unix_seconds) const;
  const std::string& name() const { return name_; }  // empty: the command's own

 private:
  std::string store_;
  std::string name_;
  std::string benchmark_run_id_;
  std::string org_id_;
};

}  // namespace oaisim::loadtest
