// What the tests of stores share: the stores that the contract is tried on, runs and rows.
//
// SQLite always; PostgreSQL and MongoDB when OAISIM_TEST_POSTGRES_URL and OAISIM_TEST_MONGODB_URI name servers
// (scripts/start-test-databases.sh starts them, the ctest `stores` sets both).
//
// Thread safety: none.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "loadtest/store/store.h"
#include "tests/support/files.h"

namespace oaisim::loadtest {

// The addresses to try; that of SQLite is in `folder`.
inline std::vector<std::string> store_addresses(const TemporaryFolder& folder) {
  std::vector<std::string> addresses{folder / "results.db"};
  for (const char* name : {"OAISIM_TEST_POSTGRES_URL", "OAISIM_TEST_MONGODB_URI"}) {
    if (const char* address = ::getenv(name); address != nullptr && *address != '\0') addresses.emplace_back(address);
  }
  return addresses;
}

inline Result<std::unique_ptr<Store>> open_at(const std::string& address) {
  const auto url = choose_store(address, [](const std::string&) { return std::nullopt; });
  if (!url) return url.error();
  return open_store(*url);
}

inline std::unique_ptr<Store> opened(const std::string& address) {
  auto store = open_at(address);
  REQUIRE_MESSAGE(store.ok(), (store ? "" : store.error().message));
  return *std::move(store);
}

// Unique, for the servers outlive a test.
inline std::string new_id() { return "test-" + random_secret(16); }

inline RunRecord sample_record(const std::string& id, std::int64_t started, double ttft_p99 = 420.5,
                               const std::string& model = "gpt-4o") {
  const nlohmann::ordered_json result{
      {"started_unix", started},
      {"version", "0.1.0"},
      {"length_s", 12.5},
      {"interrupted", false},
      {"plan",
       {{"name", "night"},
        {"url", "http://localhost:8000/v1/chat/completions"},
        {"api", "openai"},
        {"protocol", "chat"},
        {"model", model}}},
      {"requests", {{"measured", {{"total", 100}, {"succeeded", 97}, {"failed", 3}, {"error_rate", 0.03}}}}},
      {"throughput", {{"steady", {{"successes_per_second", 8.25}}}}},
      {"latency_ms", {{"ttft", {{"from_sent", {{"p50", 210.0}, {"p99", ttft_p99}, {"p99.9", 500.0}}}}}}},
      {"client", {{"verdict", "VALID"}}}};
  return make_record({.id = id, .benchmark_run_id = "nightly " + id, .org_id = "o'rg"}, result);
}

// `count` rows from the seq `first` on; each has its seq as `sent_ns`.
struct SampleRows {
  std::vector<std::string> texts;
  RequestBatch batch;

  SampleRows(std::int64_t first, int count) {
    const std::size_t columns = request_columns().size();
    texts.reserve(columns * static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
      for (const auto& column : request_columns()) texts.push_back(field(column.name, first + row));
    }
    batch.first_seq = first;
    batch.fields.assign(texts.begin(), texts.end());
  }

  static std::string field(const std::string& column, std::int64_t seq) {
    if (column == "phase") return "measured";
    if (column == "outcome") return seq % 10 == 9 ? "429" : "success";
    if (column == "limit_reason") return seq % 10 == 9 ? "a \"quoted\\, {odd}\" text" : "";
    if (column == "done_ns") return "";
    return column == "sent_ns" ? std::to_string(seq) : "9007199254740993";
  }
};

}  // namespace oaisim::loadtest
