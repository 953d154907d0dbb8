#include "loadtest/store/spool.h"

#include <fstream>

#include "loadtest/results/request_log.h"
#include "loadtest/store/spool_reader.h"
#include "loadtest/store/spool_storing.h"
#include "tests/unit/loadtest/store/test_stores.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

constexpr const char* kRow = "0,measured,success,,200,0,1,,,2,3,4,5,6,7,8,9,10,usage,1,2,0,1,20,0,0,\r\n";

SpoolContent content_of(const std::string& id) {
  return {.identity = {.id = id, .benchmark_run_id = "b", .org_id = ""},
          .store = "postgres://u:***@h/d",
          .result = {{"started_unix", 1'700'000'000}}};
}

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::app | std::ios::binary) << text;
}

std::string row_of(int seq) {
  const std::string row = kRow;
  return std::to_string(seq) + row.substr(1);
}

// Fails its nth call for rows.
class FailingStore final : public Store {
 public:
  FailingStore(Store& store, int good_calls) : store_(store), good_calls_(good_calls) {}

  Status put_requests(const std::string& run_id, const RequestBatch& batch) override {
    if (good_calls_-- <= 0) return Error{ErrorCode::io, "gone"};
    return store_.put_requests(run_id, batch);
  }
  Status put_run(const RunRecord& record) override { return store_.put_run(record); }
  Result<std::vector<RunRecord>> runs(const RunFilter& filter) override { return store_.runs(filter); }
  Result<RunRecord> run(const std::string& id) override { return store_.run(id); }
  Result<std::int64_t> count_requests(const std::string& id) override { return store_.count_requests(id); }
  Result<std::vector<StoredRequest>> requests_after(const std::string& id, std::int64_t seq) override {
    return store_.requests_after(id, seq);
  }
  Status remove(const std::string& id) override { return store_.remove(id); }

 private:
  Store& store_;
  int good_calls_;
};

bool go_on(double) { return true; }

}  // namespace

TEST_CASE("a spool is locked while its run lives, and can be taken afterwards with what was written") {
  const TemporaryFolder folder;
  std::string path;
  {
    const auto run = SpooledRun::create(folder / "spool", content_of("r1"));
    REQUIRE(run.ok());
    path = run->rows_path();
    CHECK(spooled_rows(folder / "spool") == std::vector<std::string>{path});
    CHECK_FALSE(SpooledRun::take(path)->has_value());
  }
  auto taken = SpooledRun::take(path);
  REQUIRE(taken->has_value());
  const auto content = (*taken)->read();
  CHECK(content.identity.id == "r1");
  CHECK(content.identity.benchmark_run_id == "b");
  CHECK(content.store == "postgres://u:***@h/d");
  CHECK(content.result["started_unix"] == 1'700'000'000);
  (*taken)->remove();
  CHECK(spooled_rows(folder / "spool").empty());
  CHECK_FALSE(SpooledRun::take(path)->has_value());
}

TEST_CASE("a spool without its document is known by its name") {
  const TemporaryFolder folder;
  append(folder / "r2.csv", "x");
  append(folder / "r2.json", "{\"id\": ");
  const auto taken = SpooledRun::take(folder / "r2.csv");
  REQUIRE(taken->has_value());
  CHECK((*taken)->read().identity.id == "r2");
  CHECK((*taken)->read().result.contains("started_unix"));
}

TEST_CASE("rows are read in batches; those that are broken are counted and left out") {
  const TemporaryFolder folder;
  const std::string path = folder / "rows.csv";
  std::string text(request_log_heading());
  const int count = static_cast<int>(kRowsAtATime) + 3;
  for (int i = 0; i < count; ++i) text += row_of(i);
  append(path, text + "1,measured,suc" + kRow + "too,short\r\n" + row_of(count) + "0,measured");
  SpoolReader reader(path);
  int next = 0;
  while (true) {
    const auto batch = reader.next();
    REQUIRE(batch.ok());
    if (batch->fields.empty()) break;
    CHECK(batch->first_seq == next);
    CHECK(batch->rows() <= kRowsAtATime);
    for (std::size_t row = 0; row < batch->rows(); ++row) REQUIRE(batch->field(row, 0) == std::to_string(next++));
  }
  CHECK(next == count + 1);
  CHECK(reader.rows() == next);
  CHECK(reader.unreadable() == 3);
}

TEST_CASE("columns go by their names, and quotes are understood") {
  const TemporaryFolder folder;
  const std::string path = folder / "rows.csv";
  append(path, "outcome,new_column,worker\r\n\"a \"\"b\"\", c\",1,7\r\n\"\",\"x\",8\r\n");
  SpoolReader reader(path);
  const auto batch = reader.next();
  REQUIRE(batch.ok());
  REQUIRE(batch->rows() == 2);
  CHECK(batch->field(0, 0) == "7");
  CHECK(batch->field(0, 1).empty());
  CHECK(batch->field(0, 2) == "a \"b\", c");
  CHECK(batch->field(1, 0) == "8");
  CHECK(batch->field(1, 2).empty());
}

TEST_CASE("a run that was killed has the counts and the length that its rows tell, and a result that says so") {
  const TemporaryFolder folder;
  auto content = content_of("r4");
  content.result["requests"] = 3;  // whatever a damaged file holds
  content.result["client"] = {{"verdict", "VALID"}};
  const auto run = SpooledRun::create(folder.path(), content);
  REQUIRE(run.ok());
  const auto row = [](const std::string& phase, const std::string& outcome) {
    return "0," + phase + "," + outcome + ",,200,0,1,,,2,3,4,5,6,2500000000,8,9,10,usage,1,2,0,1,20,0,0,\r\n";
  };
  append(run->rows_path(), std::string(request_log_heading()) + row("warmup", "success") + row("measured", "success") +
                               row("measured", "429") + row("measured", "cancelled") + row("measured", "abandoned") +
                               row("cooldown", "5xx"));
  const auto store = opened(folder.path() + "/results.db");
  REQUIRE(put_spooled(*run, run->read(), *store, go_on).ok());
  const auto record = store->run("r4");
  REQUIRE(record.ok());
  CHECK((*record)["requests"] == Value(std::int64_t{4}));
  CHECK((*record)["failed"] == Value(std::int64_t{1}));
  CHECK((*record)["error_rate"] == Value(0.5));
  CHECK((*record)["length_s"] == Value(2.5));
  CHECK((*record)["verdict"] == Value(std::string("INTERRUPTED")));
  const auto document = nlohmann::json::parse(text_of((*record)["document"]));
  CHECK(document["requests"]["measured"]["failures"]["429"] == 1);
  CHECK(document["requests"]["measured"]["cancelled"] == 1);
  CHECK(document["requests"]["whole_run"]["total"] == 6);
  CHECK(document["requests"]["whole_run"]["failures"]["5xx"] == 1);
  CHECK(document["client"]["verdict"] == "INVALID");
  CHECK(document["client"]["reasons"].size() == 1);
}

TEST_CASE("a run that was finished is stored as its result says, whatever its rows are") {
  const TemporaryFolder folder;
  auto content = content_of("r5");
  content.result["requests"]["measured"] = {{"total", 7}};
  content.result["client"]["verdict"] = "VALID";
  content.finished = true;
  const auto run = SpooledRun::create(folder.path(), content);
  REQUIRE(run.ok());
  append(run->rows_path(), std::string(request_log_heading()) + kRow);
  CHECK(run->read().finished);
  const auto store = opened(folder.path() + "/results.db");
  REQUIRE(put_spooled(*run, run->read(), *store, go_on).ok());
  CHECK((*store->run("r5"))["requests"] == Value(std::int64_t{7}));
  CHECK((*store->run("r5"))["verdict"] == Value(std::string("VALID")));
}

TEST_CASE("what fails on its way is not in the store as a run, and the next time all of it is") {
  const TemporaryFolder folder;
  const auto run = SpooledRun::create(folder.path(), content_of("r3"));
  REQUIRE(run.ok());
  std::string text(request_log_heading());
  const int count = 2 * static_cast<int>(kRowsAtATime) + 1;
  for (int i = 0; i < count; ++i) text += row_of(i);
  append(run->rows_path(), text);
  const auto store = opened(folder / "results.db");
  FailingStore failing(*store, 1);
  CHECK_FALSE(put_spooled(*run, run->read(), failing, go_on).ok());
  CHECK_FALSE(store->run("r3").ok());
  CHECK(*store->count_requests("r3") == static_cast<std::int64_t>(kRowsAtATime));
  const auto interrupted = put_spooled(*run, run->read(), *store, [](double) { return false; });
  REQUIRE_FALSE(interrupted.ok());
  CHECK(interrupted.error().code == ErrorCode::cancelled);
  for (int time = 0; time < 2; ++time) {
    const auto stored = put_spooled(*run, run->read(), *store, go_on);
    REQUIRE(stored.ok());
    CHECK(stored->rows == count);
  }
  const auto record = store->run("r3");
  REQUIRE(record.ok());
  CHECK((*record)["request_rows"] == Value(std::int64_t{count}));
  CHECK((*record)["succeeded"] == Value(std::int64_t{count}));
  CHECK((*record)["verdict"] == Value(std::string("INTERRUPTED")));
  CHECK(*store->count_requests("r3") == count);
}
