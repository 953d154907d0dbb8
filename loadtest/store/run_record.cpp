#include "loadtest/store/run_record.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

#include "common/text/utf8.h"
#include "loadtest/results/request_log.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;
using enum ValueKind;

constexpr std::array kRunColumns{
    RunColumn{.name = "id"},
    RunColumn{.name = "benchmark_run_id", .is_indexed = true},
    RunColumn{.name = "org_id", .is_indexed = true},
    RunColumn{"started", integer, "/started_unix", ColumnUnit::moment, true},
    RunColumn{.name = "name", .place = "/plan/name", .is_indexed = true},
    RunColumn{.name = "target", .place = "/plan/url"},
    RunColumn{.name = "protocol", .place = "/plan/protocol"},
    RunColumn{.name = "model", .place = "/plan/model", .is_indexed = true},
    RunColumn{"length_s", number, "/length_s"},
    RunColumn{"requests", integer, "/requests/measured/total"},
    RunColumn{"succeeded", integer, "/requests/measured/succeeded"},
    RunColumn{"failed", integer, "/requests/measured/failed"},
    RunColumn{"error_rate", number, "/requests/measured/error_rate", ColumnUnit::share},
    RunColumn{"rps", number, "/throughput/steady/successes_per_second"},
    RunColumn{"tokens_per_second", number, "/throughput/steady/completion_tokens_per_second"},
    RunColumn{"ttft_p50", number, "/latency_ms/ttft/from_sent/p50", ColumnUnit::latency},
    RunColumn{"ttft_p95", number, "/latency_ms/ttft/from_sent/p95", ColumnUnit::latency},
    RunColumn{"ttft_p99", number, "/latency_ms/ttft/from_sent/p99", ColumnUnit::latency},
    RunColumn{"e2e_p50", number, "/latency_ms/e2e/from_sent/p50", ColumnUnit::latency},
    RunColumn{"e2e_p95", number, "/latency_ms/e2e/from_sent/p95", ColumnUnit::latency},
    RunColumn{"e2e_p99", number, "/latency_ms/e2e/from_sent/p99", ColumnUnit::latency},
    RunColumn{.name = "verdict", .place = "/client/verdict"},
    RunColumn{"interrupted", integer, "/interrupted"},
    RunColumn{"request_rows", integer},
    RunColumn{.name = "version", .place = "/version"},
    RunColumn{.name = "document"},
};

Value value_of(ValueKind kind, const Json& json) {
  if (kind == text) return json.is_string() && !json.empty() ? Value(json.get<std::string>()) : Value();
  if (json.is_boolean()) return std::int64_t{json.get<bool>() ? 1 : 0};
  if (!json.is_number()) return {};
  return kind == integer ? Value(json.get<std::int64_t>()) : Value(json.get<double>());
}

Value text_or_unknown(const std::string& words) { return words.empty() ? Value() : Value(repair_utf8(words)); }

// The others are whole numbers.
constexpr std::array<std::string_view, 4> kTextColumns{"phase", "outcome", "limit_reason", "token_source"};

std::vector<RequestColumn> columns_of(std::string_view heading) {
  std::vector<RequestColumn> columns;
  while (!heading.empty()) {
    const auto end = heading.find_first_of(",\r");
    const std::string_view name = heading.substr(0, end);
    const bool is_text = std::find(kTextColumns.begin(), kTextColumns.end(), name) != kTextColumns.end();
    columns.push_back({std::string(name), is_text ? text : integer});
    if (end == std::string_view::npos || heading[end] == '\r') break;
    heading.remove_prefix(end + 1);
  }
  return columns;
}

}  // namespace

std::span<const RunColumn> run_columns() { return kRunColumns; }

const RunColumn* find_run_column(std::string_view name) {
  const auto found =
      std::find_if(kRunColumns.begin(), kRunColumns.end(), [&](const auto& c) { return c.name == name; });
  return found == kRunColumns.end() ? nullptr : found;
}

const Value& RunRecord::operator[](std::string_view column) const {
  const RunColumn* found = find_run_column(column);
  assert(found != nullptr && values.size() == kRunColumns.size());
  return values[static_cast<std::size_t>(found - kRunColumns.begin())];
}

Value& RunRecord::operator[](std::string_view column) {
  return const_cast<Value&>(static_cast<const RunRecord&>(*this)[column]);
}

RunRecord make_record(const RunIdentity& identity, const Json& given) {
  // Databases take UTF-8 only, and a name may come from any command line.
  const std::string document = given.dump(-1, ' ', false, Json::error_handler_t::replace);
  const Json result = Json::parse(document);
  RunRecord record{.values = std::vector<Value>(kRunColumns.size())};
  for (std::size_t i = 0; i < kRunColumns.size(); ++i) {
    if (kRunColumns[i].place.empty()) continue;
    const Json::json_pointer place{std::string(kRunColumns[i].place)};
    if (result.contains(place)) record.values[i] = value_of(kRunColumns[i].kind, result.at(place));
  }
  const Json::json_pointer deployment("/plan/deployment");  // what an Azure address has for a model
  if (!is_known(record["model"]) && result.contains(deployment)) {
    record["model"] = value_of(text, result.at(deployment));
  }
  record["id"] = identity.id;
  record["benchmark_run_id"] = text_or_unknown(identity.benchmark_run_id);
  record["org_id"] = text_or_unknown(identity.org_id);
  record["document"] = document;
  return record;
}

const std::vector<RequestColumn>& request_columns() {
  static const auto columns = columns_of(request_log_heading());
  return columns;
}

}  // namespace oaisim::loadtest
