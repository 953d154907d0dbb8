#include "loadtest/commands/run_keeper.h"

#include <filesystem>
#include <iostream>

#include "loadtest/commands/storing_watch.h"
#include "loadtest/report/json.h"
#include "loadtest/results/request_log.h"
#include "loadtest/store/spool_storing.h"

namespace oaisim::loadtest {
namespace {

void warn(const std::string& message) { std::cerr << "oaisim-load: " << message << '\n'; }

// What is known of a run before it is over: all of a result but its figures.
nlohmann::ordered_json result_so_far(const RunPlan& plan, const std::string& id, std::int64_t started_unix) {
  RunResult result;
  result.id = id;
  result.labels = plan.output.labels;
  result.plan = plan;
  result.dataset = dataset_facts(plan);
  result.started_unix = started_unix;
  return result_json(result);
}

}  // namespace

Result<RunKeeper> RunKeeper::open(const StoreOptions& options, RunPlan& plan, const Clock& clock) {
  if (!options.name().empty()) plan.name = options.name();
  auto url = options.url();
  if (!url && url.error().code != ErrorCode::not_found) return url.error();
  if (!url) {
    warn("the run is not kept: " + url.error().message);
    return RunKeeper({}, plan.output.quiet);
  }
  RunKeeper keeper(*std::move(url), plan.output.quiet);
  if (keeper.url_.kind == StoreKind::none) return keeper;
  if (const auto store = open_store(keeper.url_); !store) {
    warn("the store cannot be reached now; the run waits on disk meanwhile: " + store.error().message);
  }
  keeper.make_spool(options, plan, clock);
  return keeper;
}

void RunKeeper::make_spool(const StoreOptions& options, RunPlan& plan, const Clock& clock) {
  const auto folder = options.spool_folder();
  if (!folder) return warn("the run is not kept: " + folder.error().message);
  sync_command_ = options.sync_command(url_);
  const std::int64_t now = clock.unix_seconds();
  content_ = {.identity = options.identity(now), .store = url_.shown, .result = {}};
  content_.result = result_so_far(plan, content_.identity.id, now);
  auto spool = SpooledRun::create(*folder, content_);
  if (!spool) return warn("the run is not kept: " + spool.error().message);
  spool_.emplace(*std::move(spool));
  plan.spool_path = spool_->rows_path();
  plan.output.run_id = content_.identity.id;
}

// A run that never began leaves nothing; one that failed on its way leaves its rows.
RunKeeper::~RunKeeper() {
  if (!spool_) return;
  std::error_code ec;
  const auto bytes = std::filesystem::file_size(spool_->rows_path(), ec);
  if (!ec && bytes <= request_log_heading().size() && !content_.finished) spool_->remove();
}

std::string RunKeeper::last_words() const {
  const std::string end = "oaisim-load: ended at once; ";
  if (!spool_) return end + "the run is not kept\n";
  return end + "the rows of its requests wait in " + spool_->rows_path() + hint();
}

std::string RunKeeper::hint() const { return "\n  put them into the store with: " + sync_command_ + "\n"; }

void RunKeeper::leave(const std::string& reason) const {
  std::cerr << "oaisim-load: " << reason << "\n  " << (waiting_.figures ? "the run and its" : "the run's")
            << (waiting_.all_rows ? "" : " other") << " requests" << (waiting_.figures ? "" : ", without its figures,")
            << " wait in " << spool_->rows_path() << hint();
}

void RunKeeper::keep(const RunResult& result) {
  if (!spool_) return;
  for (const auto& lost : result.lost_rows) {
    if (lost.path != spool_->rows_path()) continue;
    waiting_.all_rows = false;
    warn(std::to_string(lost.rows) +
         " requests of the run are not kept, for its spool did not take them: " + lost.reason + " (" + lost.path + ")");
  }
  content_.result = result_json(result);
  content_.finished = true;
  waiting_.figures = spool_->write(content_).ok();
}

bool RunKeeper::store() {
  if (!spool_) return true;
  StoringWatch watch(quiet_);  // from here on, for a store may take its time to answer
  const auto stored = [&]() -> Result<StoredRows> {
    const auto store = open_store(url_);
    if (!store) return store.error();
    return put_spooled(*spool_, content_, **store, [&](double share) { return watch(share); });
  }();
  watch.clear();
  if (stored) {
    spool_->remove();
    spool_.reset();
    if (!quiet_) std::cerr << "kept as " << content_.identity.id << " in " << url_.shown << '\n';
  } else {
    leave(stored.error().message);
  }
  return !watch.interrupted();
}

}  // namespace oaisim::loadtest
