#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/base/utc_time.h"
#include "loadtest/commands/results_command.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

struct Shown {
  std::string_view column;
  const char* heading;
  bool on_the_left = false;
};

constexpr Shown kShown[] = {{"id", "id", true},
                            {"started", "started (UTC)", true},
                            {"name", "name", true},
                            {"model", "model", true},
                            {"requests", "requests"},
                            {"failed", "failed"},
                            {"rps", "rps"},
                            {"ttft_p50", "TTFT p50 ms"},
                            {"ttft_p99", "TTFT p99 ms"},
                            {"e2e_p99", "E2E p99 ms"},
                            {"verdict", "verdict", true}};

std::string utc(const Value& started) {
  std::string text;
  if (const auto* seconds = std::get_if<std::int64_t>(&started)) append_utc(text, *seconds);
  return text;
}

std::string cell(const RunRecord& run, std::string_view column) {
  const Value& value = run[column];
  if (column == "started") return utc(value);
  if (const auto* number = std::get_if<double>(&value)) return decimals(*number, column == "rps" ? 1 : 2);
  if (!is_known(value)) return "-";
  if (column == "verdict" && text_of(run["interrupted"]) == "1" && text_of(value) != "INTERRUPTED") {
    return text_of(value) + ", interrupted";
  }
  return text_of(value);
}

void write_table(const std::vector<RunRecord>& runs, std::ostream& out) {
  if (runs.empty()) {
    out << "no runs\n";
    return;
  }
  std::vector<std::vector<std::string>> lines(1);
  for (const auto& shown : kShown) lines.front().emplace_back(shown.heading);
  for (const auto& run : runs) {
    auto& line = lines.emplace_back();
    for (const auto& shown : kShown) line.push_back(cell(run, shown.column));
  }
  for (auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      std::size_t width = 0;
      for (const auto& other : lines) width = std::max(width, other[i].size());
      text += (i == 0 ? "" : "  ") + (kShown[i].on_the_left ? left(line[i], width) : right(line[i], width));
    }
    out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
  }
}

Json json_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return nullptr;
}

void write_json(const std::vector<RunRecord>& runs, std::ostream& out) {
  Json array = Json::array();
  for (const auto& run : runs) {
    Json object;
    for (std::size_t i = 0; i < run.values.size(); ++i) {
      const std::string name(run_columns()[i].name);
      if (name != "document") {
        object[name] = json_of(run.values[i]);
      } else if (is_known(run.values[i])) {
        object["result"] = Json::parse(text_of(run.values[i]), nullptr, false);
      }
    }
    array.push_back(std::move(object));
  }
  out << array.dump(2) << '\n';
}

void write_csv(const std::vector<RunRecord>& runs, std::ostream& out) {
  const std::size_t columns = run_columns().size() - 1;  // without the document
  for (std::size_t i = 0; i < columns; ++i) out << (i == 0 ? "" : ",") << run_columns()[i].name;
  out << "\r\n";
  for (const auto& run : runs) {
    for (std::size_t i = 0; i < columns; ++i) out << (i == 0 ? "" : ",") << csv_field(text_of(run.values[i]));
    out << "\r\n";
  }
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + '"';
}

RunsFormat runs_format(const std::string& text) {
  return text == "json" ? RunsFormat::json : text == "csv" ? RunsFormat::csv : RunsFormat::table;
}

void write_runs(const std::vector<RunRecord>& runs, RunsFormat format, std::ostream& out) {
  if (format == RunsFormat::json) return write_json(runs, out);
  if (format == RunsFormat::csv) return write_csv(runs, out);
  write_table(runs, out);
}

}  // namespace oaisim::loadtest
