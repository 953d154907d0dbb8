#include "loadtest/store/sqlite_store.h"

#include <sqlite3.h>

#include <filesystem>

#include "loadtest/store/sql_text.h"

namespace oaisim::loadtest {
namespace {

constexpr SqlTypes kTypes{.text = "TEXT", .integer = "INTEGER", .number = "REAL"};
constexpr int kBusyMilliseconds = 10'000;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

void bind_value(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(statement, index, *integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    sqlite3_bind_double(statement, index, *number);
  } else {
    sqlite3_bind_null(statement, index);
  }
}

// A field of the log, which is not copied: it lives until the row is stored.
void bind_field(sqlite3_stmt* statement, int index, ValueKind kind, std::string_view text) {
  if (kind != ValueKind::text || text.empty()) return bind_value(statement, index, value_of(kind, text));
  sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

std::string text_at(sqlite3_stmt* statement, int index) {
  const auto* text = sqlite3_column_text(statement, index);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement, index))};
}

Value value_at(sqlite3_stmt* statement, int index, ValueKind kind) {
  if (sqlite3_column_type(statement, index) == SQLITE_NULL) return {};
  if (kind == ValueKind::text) return text_at(statement, index);
  if (kind == ValueKind::integer) return std::int64_t{sqlite3_column_int64(statement, index)};
  return sqlite3_column_double(statement, index);
}

class SqliteStore final : public Store {
 public:
  SqliteStore(Database database, std::string path) : database_(std::move(database)), path_(std::move(path)) {}

  Status prepare_tables() {
    sqlite3_busy_timeout(database_.get(), kBusyMilliseconds);
    if (auto status = run_statement("PRAGMA synchronous = NORMAL"); !status) return status;
    const auto missing = missing_columns();
    if (!missing) return missing.error();
    if (missing->empty()) return success();
    return in_transaction([&]() -> Status {
      for (const auto& statement : create_statements(kTypes, " WITHOUT ROWID")) {
        if (auto status = run_statement(statement); !status) return status;
      }
      const auto still_missing = missing_columns();
      if (!still_missing) return still_missing.error();
      for (const auto& statement : *still_missing) {
        if (auto status = run_statement(statement); !status) return status;
      }
      return success();
    });
  }

  Status put_requests(const std::string& run_id, const RequestBatch& batch) override {
    const auto columns = requests_table_columns();
    auto statement = prepare(std::string("INSERT INTO ") + kRequestsTable + " (" + column_list(columns) + ") VALUES (" +
                             parameter_list(columns.size()) + ") ON CONFLICT DO NOTHING");
    if (!statement) return statement.error();
    bind_value(statement->get(), 1, run_id);  // stays from row to row
    return in_transaction([&]() -> Status {
      for (std::size_t row = 0; row < batch.rows(); ++row) {
        bind_value(statement->get(), 2, batch.first_seq + static_cast<std::int64_t>(row));
        for (std::size_t i = 2; i < columns.size(); ++i) {
          bind_field(statement->get(), static_cast<int>(i) + 1, columns[i].kind, batch.field(row, i - 2));
        }
        const int code = sqlite3_step(statement->get());
        sqlite3_reset(statement->get());
        if (code != SQLITE_DONE) return problem();
      }
      return success();
    });
  }

  Status put_run(const RunRecord& record) override { return run_statement(insert_run_statement(), record.values); }

  Result<std::vector<RunRecord>> runs(const RunFilter& filter) override {
    const auto query = runs_query(filter);
    return read_runs(query.text, query.parameters, run_columns().size() - 1);
  }

  Result<RunRecord> run(const std::string& id) override {
    auto found = read_runs("SELECT " + column_list(runs_table_columns()) + " FROM " + kRunsTable + " WHERE id = $1",
                           {id}, run_columns().size());
    if (!found) return found.error();
    if (found->empty()) return Error{ErrorCode::not_found, "there is no run '" + id + "' in " + path_};
    return std::move(found->front());
  }

  Result<std::int64_t> count_requests(const std::string& run_id) override {
    auto statement = prepare(std::string("SELECT count(*) FROM ") + kRequestsTable + " WHERE run_id = $1");
    if (!statement) return statement.error();
    bind_value(statement->get(), 1, run_id);
    if (sqlite3_step(statement->get()) != SQLITE_ROW) return problem();
    return std::int64_t{sqlite3_column_int64(statement->get(), 0)};
  }

  Result<std::vector<StoredRequest>> requests_after(const std::string& run_id, std::int64_t seq) override {
    auto statement = prepare(requests_page_statement());
    if (!statement) return statement.error();
    bind_value(statement->get(), 1, run_id);
    bind_value(statement->get(), 2, seq);
    std::vector<StoredRequest> rows;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
      auto& row = rows.emplace_back(StoredRequest{sqlite3_column_int64(statement->get(), 0), {}});
      for (int i = 1; i < sqlite3_column_count(statement->get()); ++i) {
        row.fields.push_back(text_at(statement->get(), i));
      }
    }
    if (code != SQLITE_DONE) return problem();
    return rows;
  }

  Status remove(const std::string& id) override {
    return in_transaction([&]() -> Status {
      auto status = run_statement(std::string("DELETE FROM ") + kRequestsTable + " WHERE run_id = $1", {id});
      if (!status) return status;
      return run_statement(std::string("DELETE FROM ") + kRunsTable + " WHERE id = $1", {id});
    });
  }

 private:
  Error problem() const { return {ErrorCode::io, "the store " + path_ + ": " + sqlite3_errmsg(database_.get())}; }

  Result<Statement> prepare(const std::string& text) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), text.c_str(), -1, &statement, nullptr) != SQLITE_OK) return problem();
    return Statement(statement);
  }

  Status run_statement(const std::string& text, const std::vector<Value>& parameters = {}) const {
    auto statement = prepare(text);
    if (!statement) return statement.error();
    for (std::size_t i = 0; i < parameters.size(); ++i)
      bind_value(statement->get(), static_cast<int>(i) + 1, parameters[i]);
    const int code = sqlite3_step(statement->get());
    if (code != SQLITE_DONE && code != SQLITE_ROW) return problem();
    return success();
  }

  template <typename Function>
  Status in_transaction(Function&& function) const {
    if (auto status = run_statement("BEGIN IMMEDIATE"); !status) return status;
    Status status = function();
    if (status) status = run_statement("COMMIT");
    if (!status) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    return status;
  }

  Result<std::vector<std::string>> present_columns(const std::string& table) const {
    auto statement = prepare("SELECT name FROM pragma_table_info('" + table + "')");
    if (!statement) return statement.error();
    std::vector<std::string> names;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) names.push_back(text_at(statement->get(), 0));
    if (code != SQLITE_DONE) return problem();
    return names;
  }

  // The statements that add them.
  Result<std::vector<std::string>> missing_columns() const {
    const auto runs = present_columns(kRunsTable);
    if (!runs) return runs.error();
    const auto requests = present_columns(kRequestsTable);
    if (!requests) return requests.error();
    return add_column_statements(*runs, *requests, kTypes);
  }

  Result<std::vector<RunRecord>> read_runs(const std::string& text, const std::vector<Value>& parameters,
                                           std::size_t columns) const {
    auto statement = prepare(text);
    if (!statement) return statement.error();
    for (std::size_t i = 0; i < parameters.size(); ++i)
      bind_value(statement->get(), static_cast<int>(i) + 1, parameters[i]);
    std::vector<RunRecord> records;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
      auto& record = records.emplace_back(RunRecord{.values = std::vector<Value>(run_columns().size())});
      for (std::size_t i = 0; i < columns; ++i) {
        record.values[i] = value_at(statement->get(), static_cast<int>(i), run_columns()[i].kind);
      }
    }
    if (code != SQLITE_DONE) return problem();
    return records;
  }

  Database database_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const StoreUrl& url) {
  if (!url.folder.empty()) {
    std::error_code ec;
    std::filesystem::create_directories(url.folder, ec);
    if (ec) return Error{ErrorCode::io, "the store's folder " + url.folder + ": " + ec.message()};
  }
  sqlite3* opened = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;  // a store has one thread
  const int code = sqlite3_open_v2(url.address.c_str(), &opened, kFlags, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) {
    return Error{ErrorCode::io, "the store " + url.shown + ": " + sqlite3_errstr(code)};
  }
  auto store = std::make_unique<SqliteStore>(std::move(database), url.shown);
  if (auto status = store->prepare_tables(); !status) return status.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace oaisim::loadtest
