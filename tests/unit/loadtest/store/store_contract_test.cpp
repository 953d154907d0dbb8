// What every store does alike.  Each case runs against every address that test_stores.h finds.
#include <algorithm>
#include <thread>

#include "tests/unit/loadtest/store/test_stores.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

template <typename Test>
void with_each_store(Test&& test) {
  const TemporaryFolder folder;
  for (const auto& address : store_addresses(folder)) {
    CAPTURE(redacted(address));
    test(address);
  }
}

void require_ok(const Status& status) { REQUIRE_MESSAGE(status.ok(), (status ? "" : status.error().message)); }

std::vector<std::string> ids_of(const std::vector<RunRecord>& runs) {
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.id());
  return ids;
}

// Of the runs that this test has put.
RunFilter filter_on(const std::string& benchmark_run_id, std::vector<RunCondition> more = {}) {
  more.push_back(condition_on("benchmark_run_id", Relation::equal, benchmark_run_id));
  return {.conditions = std::move(more)};
}

RunRecord named(RunRecord record, const std::string& benchmark_run_id) {
  record["benchmark_run_id"] = benchmark_run_id;
  return record;
}

}  // namespace

TEST_CASE("a run comes back as it was put, with every column and its document") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const auto record = sample_record(new_id(), 1'700'000'000);
    require_ok(store->put_run(record));
    const auto found = store->run(record.id());
    REQUIRE(found.ok());
    for (const auto& column : run_columns()) {
      CAPTURE(column.name);
      CHECK((*found)[column.name] == record[column.name]);
    }
    CHECK(is_known((*found)["ttft_p99"]));
    CHECK_FALSE(is_known((*found)["e2e_p99"]));
    CHECK(store->remove(record.id()).ok());
  });
}

TEST_CASE("a run that is not there is not found") {
  with_each_store([](const std::string& address) {
    const auto found = opened(address)->run("nobody's");
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().code == ErrorCode::not_found);
  });
}

TEST_CASE("rows come back in their order with every field, over several pages") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string id = new_id();
    constexpr int kRows = static_cast<int>(kRowsAtATime) + 20;
    require_ok(store->put_requests(id, SampleRows(0, 15).batch));
    require_ok(store->put_requests(id, SampleRows(15, kRows - 15).batch));
    CHECK(*store->count_requests(id) == kRows);
    std::int64_t next = 0;
    const auto status = each_request(*store, id, [&](const StoredRequest& row) {
      REQUIRE(row.seq == next);
      REQUIRE(row.fields.size() == request_columns().size());
      for (std::size_t i = 0; i < row.fields.size(); ++i) {
        REQUIRE(row.fields[i] == SampleRows::field(request_columns()[i].name, next));
      }
      ++next;
    });
    CHECK(status.ok());
    CHECK(next == kRows);
    CHECK(store->remove(id).ok());
  });
}

TEST_CASE("putting again what is there changes nothing") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string id = new_id();
    require_ok(store->put_requests(id, SampleRows(0, 30).batch));
    require_ok(store->put_requests(id, SampleRows(20, 20).batch));
    CHECK(*store->count_requests(id) == 40);
    require_ok(store->put_run(sample_record(id, 1'700'000'000, 1.0)));
    require_ok(store->put_run(sample_record(id, 1'700'000'000, 2.0)));
    CHECK((*store->run(id))["ttft_p99"] == Value(1.0));
    CHECK(store->remove(id).ok());
  });
}

TEST_CASE("runs are the newest first, without documents, and no more than the limit") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string group = new_id();
    const std::vector<std::string> ids{group + "-a", group + "-b", group + "-c"};
    const std::int64_t started[] = {1'700'000'100, 1'700'000'300, 1'700'000'200};
    for (std::size_t i = 0; i < 3; ++i) {
      require_ok(store->put_run(named(sample_record(ids[i], started[i]), group)));
    }
    auto filter = filter_on(group);
    const auto all = store->runs(filter);
    REQUIRE(all.ok());
    CHECK(ids_of(*all) == std::vector<std::string>{ids[1], ids[2], ids[0]});
    CHECK_FALSE(is_known(all->front()["document"]));
    filter.limit = 2;
    CHECK(ids_of(*store->runs(filter)) == std::vector<std::string>{ids[1], ids[2]});
    for (const auto& id : ids) CHECK(store->remove(id).ok());
  });
}

TEST_CASE("conditions choose runs; what is not known meets none") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string group = new_id();
    require_ok(store->put_run(named(sample_record(group + "-a", 1'700'000'000, 100), group)));
    require_ok(store->put_run(named(sample_record(group + "-b", 1'700'086'400, 900, "o'3"), group)));
    auto unknown = named(sample_record(group + "-c", 1'700'172'800), group);
    unknown["ttft_p99"] = Value();
    unknown["model"] = Value();
    require_ok(store->put_run(unknown));
    const auto chosen = [&](const std::string& text) {
      std::string found;
      const auto condition = parse_condition(text, 1'700'200'000);
      REQUIRE(condition.ok());
      const auto runs = store->runs(filter_on(group, {*condition}));
      REQUIRE_MESSAGE(runs.ok(), (runs ? "" : runs.error().message));
      for (const auto& id : ids_of(*runs)) found += id.back();
      return found;
    };
    CHECK(chosen("ttft_p99>500ms") == "b");
    CHECK(chosen("ttft_p99>=0.1s") == "ba");
    CHECK(chosen("ttft_p99<=100") == "a");
    CHECK(chosen("ttft_p99!=100ms") == "b");
    CHECK(chosen("model=o'3") == "b");
    CHECK(chosen("model!=gpt-4o") == "b");
    CHECK(chosen("requests=100") == "cba");
    CHECK(chosen("rps<8.3") == "cba");
    CHECK(chosen("error_rate>3%").empty());
    CHECK(chosen("started>=2023-11-15") == "cb");
    CHECK(chosen("model=' OR 1=1 --").empty());
    for (const char* end : {"-a", "-b", "-c"}) CHECK(store->remove(group + end).ok());
  });
}

TEST_CASE("runs are found by the beginning of their id, letter by letter") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string group = new_id();
    const std::vector<std::string> ids{group + "-aB", group + "-ab", group + "-a%", group + "-b"};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      require_ok(store->put_run(sample_record(ids[i], 1'700'000'000 + static_cast<std::int64_t>(i))));
    }
    const auto found = [&](const std::string& beginning, std::int64_t limit = 0) {
      const auto runs =
          store->runs({.conditions = {condition_on("id", Relation::starts_with, beginning)}, .limit = limit});
      REQUIRE_MESSAGE(runs.ok(), (runs ? "" : runs.error().message));
      return ids_of(*runs);
    };
    using Ids = std::vector<std::string>;
    CHECK(found(group + "-a") == Ids{ids[2], ids[1], ids[0]});
    CHECK(found(group + "-a", 1) == Ids{ids[2]});
    CHECK(found(group + "-aB") == Ids{ids[0]});
    CHECK(found(group + "-a%") == Ids{ids[2]});
    CHECK(found(group + "-_").empty());
    CHECK(found(group + "-bb").empty());
    for (const auto& id : ids) CHECK(store->remove(id).ok());
  });
}

TEST_CASE("removing a run removes its rows, and those of no other") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string gone = new_id();
    const std::string kept = new_id();
    for (const auto& id : {gone, kept}) {
      require_ok(store->put_requests(id, SampleRows(0, 7).batch));
      require_ok(store->put_run(sample_record(id, 1'700'000'000)));
    }
    REQUIRE(store->remove(gone).ok());
    CHECK_FALSE(store->run(gone).ok());
    CHECK(*store->count_requests(gone) == 0);
    CHECK(store->run(kept).ok());
    CHECK(*store->count_requests(kept) == 7);
    CHECK(store->remove(gone).ok());
    CHECK(store->remove(kept).ok());
  });
}

TEST_CASE("two clients put the same rows at the same time") {
  with_each_store([](const std::string& address) {
    const std::string id = new_id();
    std::vector<std::string> problems(2);
    {
      std::vector<std::jthread> clients;
      for (auto& problem : problems) {
        clients.emplace_back([&] {
          const auto store = open_at(address);  // not REQUIRE, which may throw
          if (!store) problem = store.error().message;
          for (std::int64_t first = 0; store && first < 600; first += 100) {
            if (auto status = (*store)->put_requests(id, SampleRows(first, 100).batch); !status)
              problem = status.error().message;
          }
        });
      }
    }
    CHECK(problems[0].empty());
    CHECK(problems[1].empty());
    const auto store = opened(address);
    CHECK(*store->count_requests(id) == 600);
    CHECK(store->remove(id).ok());
  });
}

TEST_CASE("text that no database takes is repaired before") {
  with_each_store([](const std::string& address) {
    const auto store = opened(address);
    const std::string id = new_id();
    const nlohmann::ordered_json result{{"started_unix", 1}, {"plan", {{"name", "bad \xff utf-8"}}}};
    require_ok(store->put_run(make_record({.id = id, .benchmark_run_id = "", .org_id = "\xc3"}, result)));
    CHECK((*store->run(id))["name"] == Value(std::string("bad \xef\xbf\xbd utf-8")));
    CHECK(store->remove(id).ok());
  });
}
