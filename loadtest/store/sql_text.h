// The statements that SQLite and PostgreSQL share.  Names are those of our own tables of columns; values are always
// parameters, $1 and so on, which both understand.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "loadtest/store/run_filter.h"

namespace oaisim::loadtest {

// How a database calls its types of columns.
struct SqlTypes {
  const char* text;
  const char* integer;
  const char* number;

  const char* of(ValueKind kind) const;
};

inline constexpr const char* kRunsTable = "oaisim_runs";
inline constexpr const char* kRequestsTable = "oaisim_requests";

struct SqlColumn {
  std::string name;
  ValueKind kind = ValueKind::text;
};

// In the order in which rows are inserted: `run_id`, `seq` and those of the log, for requests.
std::vector<SqlColumn> runs_table_columns();
std::vector<SqlColumn> requests_table_columns();

// CREATE TABLE and CREATE INDEX.  `options` follow the closing bracket of the table of requests.
std::vector<std::string> create_statements(const SqlTypes& types, const std::string& options);

// ALTER TABLE ... ADD COLUMN for each column that the tables, which have these, lack.
std::vector<std::string> add_column_statements(const std::vector<std::string>& runs_columns,
                                               const std::vector<std::string>& requests_columns, const SqlTypes& types);

// "a, b, c" and "$1, $2, $3".
std::string column_list(const std::vector<SqlColumn>& columns);
std::string parameter_list(std::size_t count);

std::string insert_run_statement();

struct SqlQuery {
  std::string text;
  std::vector<Value> parameters;
};

// All columns but the document, the newest first.
SqlQuery runs_query(const RunFilter& filter);

// Columns of the log of up to kRowsAtATime rows of the run $1 after the seq $2; the first is `seq`.
std::string requests_page_statement();

}  // namespace oaisim::loadtest
