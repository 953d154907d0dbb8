#include "loadtest/store/postgres_store.h"

#include "loadtest/store/postgres_connection.h"
#include "loadtest/store/sql_text.h"

namespace oaisim::loadtest {
namespace {

constexpr SqlTypes kTypes{.text = "text", .integer = "bigint", .number = "double precision"};

// Taken while tables are made: CREATE TABLE IF NOT EXISTS of two clients at once fails in one of them.
constexpr std::int64_t kSchemaLock = 0x6f616973'696d;

std::string text_at(const PgReply& reply, int row, int column) {
  return {PQgetvalue(reply.get(), row, column), static_cast<std::size_t>(PQgetlength(reply.get(), row, column))};
}

std::string array_type(ValueKind kind) { return std::string(kTypes.of(kind)) + "[]"; }

// An array's text form: {1,NULL,"a"}.
void append_element(std::string& array, ValueKind kind, std::string_view field) {
  array += array.empty() ? '{' : ',';
  const Value value = value_of(kind, field);
  if (!is_known(value)) {
    array += "NULL";
  } else if (kind == ValueKind::text) {
    array += '"';
    for (const char c : field) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  } else {
    array += text_of(value);
  }
}

class PostgresStore final : public Store {
 public:
  PostgresStore(PostgresConnection connection, std::string shown)
      : connection_(std::move(connection)), shown_(std::move(shown)) {}

  Status prepare_tables() {
    const auto missing = missing_columns();
    if (!missing) return missing.error();
    if (missing->empty()) return success();
    return in_transaction([&]() -> Status {
      if (auto status = connection_.execute("SELECT pg_advisory_xact_lock($1)", {kSchemaLock}); !status) return status;
      for (const auto& statement : create_statements(kTypes, "")) {
        if (auto status = connection_.execute(statement); !status) return status;
      }
      const auto still_missing = missing_columns();
      if (!still_missing) return still_missing.error();
      for (const auto& statement : *still_missing) {
        if (auto status = connection_.execute(statement); !status) return status;
      }
      return success();
    });
  }

  // One statement whose parameters are the columns as arrays.
  Status put_requests(const std::string& run_id, const RequestBatch& batch) override {
    const auto columns = requests_table_columns();
    std::string text = std::string("INSERT INTO ") + kRequestsTable + " (" + column_list(columns) +
                       ") SELECT $1::text, batch.* FROM unnest(";
    std::vector<Value> parameters{run_id};
    for (std::size_t i = 1; i < columns.size(); ++i) {
      text += (i == 1 ? "$" : ", $") + std::to_string(i + 1) + "::" + array_type(columns[i].kind);
      std::string array;
      for (std::size_t row = 0; row < batch.rows(); ++row) {
        const std::string seq = i == 1 ? std::to_string(batch.first_seq + static_cast<std::int64_t>(row)) : "";
        append_element(array, columns[i].kind, i == 1 ? seq : batch.field(row, i - 2));
      }
      parameters.emplace_back(array.empty() ? "{}" : array + "}");
    }
    return connection_.execute(text + ") AS batch ON CONFLICT DO NOTHING", parameters);
  }

  Status put_run(const RunRecord& record) override {
    return connection_.execute(insert_run_statement(), record.values);
  }

  Result<std::vector<RunRecord>> runs(const RunFilter& filter) override {
    const auto query = runs_query(filter);
    return read_runs(query.text, query.parameters);
  }

  Result<RunRecord> run(const std::string& id) override {
    auto found =
        read_runs("SELECT " + column_list(runs_table_columns()) + " FROM " + kRunsTable + " WHERE id = $1", {id});
    if (!found) return found.error();
    if (found->empty()) return Error{ErrorCode::not_found, "there is no run '" + id + "' in " + shown_};
    return std::move(found->front());
  }

  Result<std::int64_t> count_requests(const std::string& run_id) override {
    const auto reply =
        connection_.query(std::string("SELECT count(*) FROM ") + kRequestsTable + " WHERE run_id = $1", {run_id});
    if (!reply) return reply.error();
    return std::get<std::int64_t>(value_of(ValueKind::integer, text_at(*reply, 0, 0)));
  }

  Result<std::vector<StoredRequest>> requests_after(const std::string& run_id, std::int64_t seq) override {
    const auto reply = connection_.query(requests_page_statement(), {run_id, seq});
    if (!reply) return reply.error();
    std::vector<StoredRequest> rows;
    for (int row = 0; row < PQntuples(reply->get()); ++row) {
      auto& stored = rows.emplace_back();
      stored.seq = std::get<std::int64_t>(value_of(ValueKind::integer, text_at(*reply, row, 0)));
      for (int i = 1; i < PQnfields(reply->get()); ++i) stored.fields.push_back(text_at(*reply, row, i));
    }
    return rows;
  }

  Status remove(const std::string& id) override {
    return in_transaction([&]() -> Status {
      // In parts: each statement has a deadline.
      const std::string requests = kRequestsTable;
      const std::string part = "DELETE FROM " + requests + " WHERE run_id = $1 AND seq IN (SELECT seq FROM " +
                               requests + " WHERE run_id = $1 LIMIT 100000)";
      while (true) {
        const auto reply = connection_.query(part, {id});
        if (!reply) return reply.error();
        if (std::string_view(PQcmdTuples(reply->get())) == "0") break;
      }
      return connection_.execute(std::string("DELETE FROM ") + kRunsTable + " WHERE id = $1", {id});
    });
  }

 private:
  template <typename Function>
  Status in_transaction(Function&& function) {
    if (auto status = connection_.execute("BEGIN"); !status) return status;
    Status status = function();
    if (status) return connection_.execute("COMMIT");
    // What failed is told; that the rollback may fail as well, on a lost connection, changes nothing.
    if (const auto undone = connection_.execute("ROLLBACK"); !undone) return status;
    return status;
  }

  Result<std::vector<std::string>> present_columns(const std::string& table) {
    const auto reply = connection_.query(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = $1 AND table_schema = ANY (current_schemas(false))",
        {table});
    if (!reply) return reply.error();
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(PQntuples(reply->get())));
    for (int row = 0; row < PQntuples(reply->get()); ++row) names.push_back(text_at(*reply, row, 0));
    return names;
  }

  // The statements that add them.
  Result<std::vector<std::string>> missing_columns() {
    const auto runs = present_columns(kRunsTable);
    if (!runs) return runs.error();
    const auto requests = present_columns(kRequestsTable);
    if (!requests) return requests.error();
    return add_column_statements(*runs, *requests, kTypes);
  }

  Result<std::vector<RunRecord>> read_runs(const std::string& text, const std::vector<Value>& parameters) {
    const auto reply = connection_.query(text, parameters);
    if (!reply) return reply.error();
    std::vector<RunRecord> records;
    for (int row = 0; row < PQntuples(reply->get()); ++row) {
      auto& record = records.emplace_back(RunRecord{.values = std::vector<Value>(run_columns().size())});
      for (int i = 0; i < PQnfields(reply->get()); ++i) {
        const auto column = static_cast<std::size_t>(i);
        record.values[column] = value_of(run_columns()[column].kind, text_at(*reply, row, i));
      }
    }
    return records;
  }

  PostgresConnection connection_;
  std::string shown_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_postgres_store(const StoreUrl& url) {
  auto connection = PostgresConnection::open(url);
  if (!connection) return connection.error();
  auto store = std::make_unique<PostgresStore>(*std::move(connection), url.shown);
  if (auto status = store->prepare_tables(); !status) return status.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace oaisim::loadtest
