#include "loadtest/commands/stored_runs.h"

#include <algorithm>
#include <filesystem>

#include "loadtest/results/run_document.h"

namespace oaisim::loadtest {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostShown = 3;  // of ids that begin alike

bool is_file(const std::string& name) {
  if (name.find('/') != std::string::npos || name.ends_with(".json")) return true;
  std::error_code ec;
  const auto status = fs::status(name, ec);
  return fs::exists(status) && !fs::is_directory(status);
}

// The n-th newest, from 0 on.
Result<RunRecord> nth_newest(Store& store, std::size_t n) {
  const auto runs = store.runs({.conditions = {}, .limit = static_cast<std::int64_t>(n) + 1});
  if (!runs) return runs.error();
  if (runs->size() > n) return store.run((*runs)[n].id());
  return Error{ErrorCode::not_found, runs->empty() ? "the store has no runs yet" : "the store has only one run"};
}

Result<RunRecord> run_that_begins_with(Store& store, const std::string& beginning) {
  const auto none = [&] {
    return Error{ErrorCode::not_found,
                 "there is no run '" + beginning + "'; `oaisim-load results list` shows what there is"};
  };
  if (beginning.empty()) return none();
  const auto runs =
      store.runs({.conditions = {condition_on("id", Relation::starts_with, beginning)}, .limit = kMostShown + 1});
  if (!runs) return runs.error();
  if (runs->empty()) return none();
  if (runs->size() == 1) return store.run(runs->front().id());
  std::string ids;
  for (std::size_t i = 0; i < std::min<std::size_t>(runs->size(), kMostShown); ++i) {
    ids += (i == 0 ? "" : ", ") + (*runs)[i].id();
  }
  if (runs->size() > kMostShown) ids += ", ...";
  return invalid("several runs begin with '" + beginning + "': " + ids + "; write more of the one that is meant");
}

Result<RunResult> load_from(Store& store, const std::string& name) {
  const auto run = find_run(store, name);
  if (run) return result_of(*run);
  const bool none = run.error().code == ErrorCode::not_found;
  return Error{run.error().code, name + ": " + (none ? "no such file; " : "") + run.error().message};
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
  const auto url = options.url();
  if (!url) return url.error();
  return open_store(*url);
}

Result<RunRecord> find_run(Store& store, const std::string& name) {
  if (name == "latest") return nth_newest(store, 0);
  if (name == "previous") return nth_newest(store, 1);
  auto exact = store.run(name);
  if (exact || exact.error().code != ErrorCode::not_found) return exact;
  for (const char* column : {"benchmark_run_id", "name"}) {
    const auto runs = store.runs({.conditions = {condition_on(column, Relation::equal, name)}, .limit = 1});
    if (!runs) return runs.error();
    if (!runs->empty()) return store.run(runs->front().id());
  }
  return run_that_begins_with(store, name);
}

Result<RunResult> result_of(const RunRecord& run) {
  auto result = parse_run(text_of(run["document"]));
  if (result) return result;
  return Error{result.error().code, run.id() + ": its result cannot be read: " + result.error().message};
}

Result<std::vector<StoredRun>> load_runs(const std::vector<std::string>& names, const StoreOptions& options) {
  std::unique_ptr<Store> store;
  std::vector<StoredRun> runs;
  for (const auto& name : names) {
    const bool from_file = is_file(name);
    if (!from_file && !store) {
      auto opened = open_store(options);
      if (!opened) {
        return Error{opened.error().code, name + ": no such file; runs cannot be read: " + opened.error().message};
      }
      store = std::move(*opened);
    }
    auto result = from_file ? load_run_file(name) : load_from(*store, name);
    if (!result) return result.error();
    runs.push_back({.name = from_file ? name : result->id, .result = std::move(*result)});
  }
  return runs;
}

}  // namespace oaisim::loadtest
