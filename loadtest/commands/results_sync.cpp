#include <iostream>

#include "loadtest/commands/commands.h"
#include "loadtest/commands/results_command.h"
#include "loadtest/commands/storing_watch.h"
#include "loadtest/store/spool_storing.h"
#include "loadtest/store/store_options.h"

namespace oaisim::loadtest {
namespace {

struct SyncCounts {
  int runs = 0;
  std::int64_t rows = 0;
  int busy = 0;       // of a process that runs or stores them
  int elsewhere = 0;  // meant for another store
  std::string other_store;
};

// One run.  Nothing happens to what another process has or what belongs to another store.
Status sync_run(const std::string& rows_path, const std::string& store_name, bool any, Store& store,
                StoringWatch& watch, SyncCounts& counts) {
  auto run = SpooledRun::take(rows_path);
  if (!run) return run.error();
  if (!*run) return ++counts.busy, success();
  const SpoolContent content = (*run)->read();
  if (!any && !content.store.empty() && content.store != store_name) {
    ++counts.elsewhere;
    counts.other_store = content.store;
    return success();
  }
  const auto stored = put_spooled(**run, content, store, [&](double share) { return watch(share); });
  if (!stored) return stored.error();
  (*run)->remove();
  ++counts.runs;
  counts.rows += stored->rows;
  std::cout << content.identity.id << ": " << stored->rows << " requests";
  if (stored->unreadable > 0) std::cout << "; " << stored->unreadable << " rows were broken and are left out";
  std::cout << '\n';
  return success();
}

void print_summary(const SyncCounts& counts, const std::string& store_name) {
  std::cout << counts.runs << (counts.runs == 1 ? " run" : " runs") << " and " << counts.rows << " requests put into "
            << store_name << '\n';
  if (counts.busy > 0) std::cout << counts.busy << " runs belong to a process that is not over yet\n";
  if (counts.elsewhere > 0) {
    std::cout << counts.elsewhere << " runs wait for another store, such as " << counts.other_store
              << "; choose it with --store, or put them into this one with --any\n";
  }
  std::cout.flush();
}

}  // namespace

int results_sync(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results sync", "Puts the runs that wait on disk into the store they were meant for.");
  StoreOptions chosen;
  bool any = false;
  bool quiet = false;
  chosen.declare_store(options);
  options.add(any, {.name = "any", .help = "Also those that were meant for another store"});
  options.add(quiet, {.name = "quiet", .help = "No progress line"});
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return results_error("sync", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  const auto url = chosen.url();
  if (!url) return results_error("sync", url.error().message);
  const auto folder = chosen.spool_folder();
  if (!folder) return results_error("sync", folder.error().message);
  auto store = open_store(*url);
  if (!store) return results_error("sync", store.error().message);
  SyncCounts counts;
  StoringWatch watch(quiet);
  for (const auto& path : spooled_rows(*folder)) {
    if (auto status = sync_run(path, url->shown, any, **store, watch, counts); !status) {
      print_summary(counts, url->shown);
      return results_error("sync", status.error().message + "\n  it still waits in " + path);
    }
  }
  print_summary(counts, url->shown);
  return kExitPassed;
}

}  // namespace oaisim::loadtest
