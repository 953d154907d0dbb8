#include "loadtest/store/sql_text.h"

#include <algorithm>
#include <array>

#include "loadtest/store/store.h"

namespace oaisim::loadtest {
namespace {

constexpr std::array kOperators{" = ", " <> ", " < ", " <= ", " > ", " >= "};  // by Relation, but the last

// A column's name may be a word of SQL.
std::string sql_name(std::string_view name) { return '"' + std::string(name) + '"'; }

// `parameter` may stand in it twice, which both databases take for the same one; PostgreSQL wants to know its type.
std::string test_of(const RunCondition& condition, const std::string& parameter) {
  const std::string column = sql_name(condition.column->name);
  if (condition.relation == Relation::starts_with) {
    return "substr(" + column + ", 1, length(CAST(" + parameter + " AS text))) = " + parameter;
  }
  return column + kOperators[static_cast<std::size_t>(condition.relation)] + parameter;
}

std::string definitions(const std::vector<SqlColumn>& columns, const SqlTypes& types) {
  std::string text;
  for (const auto& column : columns) text += sql_name(column.name) + " " + types.of(column.kind) + ", ";
  return text;
}

}  // namespace

const char* SqlTypes::of(ValueKind kind) const {
  return kind == ValueKind::text ? text : kind == ValueKind::integer ? integer : number;
}

std::vector<SqlColumn> runs_table_columns() {
  std::vector<SqlColumn> columns;
  for (const auto& column : run_columns()) columns.push_back({std::string(column.name), column.kind});
  return columns;
}

std::vector<SqlColumn> requests_table_columns() {
  std::vector<SqlColumn> columns{{"run_id", ValueKind::text}, {"seq", ValueKind::integer}};
  for (const auto& column : request_columns()) columns.push_back({column.name, column.kind});
  return columns;
}

std::vector<std::string> create_statements(const SqlTypes& types, const std::string& options) {
  const std::string runs = kRunsTable;
  const std::string requests = kRequestsTable;
  std::vector<std::string> statements{
      "CREATE TABLE IF NOT EXISTS " + runs + " (" + definitions(runs_table_columns(), types) + "PRIMARY KEY (id))",
      "CREATE TABLE IF NOT EXISTS " + requests + " (" + definitions(requests_table_columns(), types) +
          "PRIMARY KEY (run_id, seq))" + options};
  for (const auto& column : run_columns()) {
    const std::string name(column.name);
    if (column.is_indexed)
      statements.push_back("CREATE INDEX IF NOT EXISTS " + runs + "_" + name + " ON " + runs + " (" + sql_name(name) +
                           ")");
  }
  return statements;
}

std::vector<std::string> add_column_statements(const std::vector<std::string>& runs_columns,
                                               const std::vector<std::string>& requests_columns,
                                               const SqlTypes& types) {
  std::vector<std::string> statements;
  const auto add = [&](const std::string& table, const auto& wanted, const auto& present) {
    for (const auto& column : wanted) {
      if (std::find(present.begin(), present.end(), column.name) != present.end()) continue;
      statements.push_back("ALTER TABLE " + table + " ADD COLUMN " + sql_name(column.name) + " " +
                           types.of(column.kind));
    }
  };
  add(kRunsTable, runs_table_columns(), runs_columns);
  add(kRequestsTable, requests_table_columns(), requests_columns);
  return statements;
}

std::string column_list(const std::vector<SqlColumn>& columns) {
  std::string text;
  for (const auto& column : columns) text += (text.empty() ? "" : ", ") + sql_name(column.name);
  return text;
}

std::string parameter_list(std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += (i == 1 ? "$" : ", $") + std::to_string(i);
  return text;
}

std::string insert_run_statement() {
  const auto columns = runs_table_columns();
  return std::string("INSERT INTO ") + kRunsTable + " (" + column_list(columns) + ") VALUES (" +
         parameter_list(columns.size()) + ") ON CONFLICT DO NOTHING";
}

SqlQuery runs_query(const RunFilter& filter) {
  auto columns = runs_table_columns();
  columns.pop_back();  // the document
  SqlQuery query{.text = "SELECT " + column_list(columns) + " FROM " + kRunsTable, .parameters = {}};
  for (const auto& condition : filter.conditions) {
    query.parameters.push_back(condition.value);
    query.text += (query.parameters.size() == 1 ? " WHERE " : " AND ") +
                  test_of(condition, "$" + std::to_string(query.parameters.size()));
  }
  query.text += " ORDER BY started DESC, id DESC";
  if (filter.limit > 0) query.text += " LIMIT " + std::to_string(filter.limit);
  return query;
}

std::string requests_page_statement() {
  auto columns = requests_table_columns();
  columns.erase(columns.begin());  // run_id
  return "SELECT " + column_list(columns) + " FROM " + kRequestsTable +
         " WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT " + std::to_string(kRowsAtATime);
}

}  // namespace oaisim::loadtest
