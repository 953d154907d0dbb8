// A run as a store keeps it: its document, and figures of it as columns that can be searched.
//
//   oaisim_runs      id | benchmark_run_id | org_id | started | name | ... | ttft_p99 | ... | document
//   oaisim_requests  run_id | seq | the columns of --csv (results/request_log.h)
//
// Columns are one table of names, kinds and places in the document, which every store follows: a new figure is
// one line there.  Stores add columns that they lack when they are opened.
//
// Units: `started` in seconds since 1970, latencies in milliseconds, lengths in seconds, rates per second.
// Thread safety: values.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "loadtest/store/value.h"

namespace oaisim::loadtest {

// What a condition's value may be written as.
enum class ColumnUnit { none, moment, latency, share };

struct RunColumn {
  std::string_view name;
  ValueKind kind = ValueKind::text;
  std::string_view place = {};  // in the result's document, as a JSON pointer; empty: not from there
  ColumnUnit unit = ColumnUnit::none;
  bool is_indexed = false;
};

// The first is `id`, the primary key; the last is `document`.
std::span<const RunColumn> run_columns();

// nullptr when there is none of that name.
const RunColumn* find_run_column(std::string_view name);

struct RunRecord {
  std::vector<Value> values;  // by run_columns(); the document may be left out

  // REQUIRES: a column of that name.
  const Value& operator[](std::string_view column) const;
  Value& operator[](std::string_view column);

  std::string id() const { return text_of((*this)["id"]); }
};

// What a run is kept under, besides its result.
struct RunIdentity {
  std::string id;                // unique, sorts by time
  std::string benchmark_run_id;  // the caller's own name for it, which several runs may have; empty: none
  std::string org_id;            // empty: none
};

// `result`: by docs/schemas/load-result.schema.json.  Figures that it lacks are not known.
RunRecord make_record(const RunIdentity& identity, const nlohmann::ordered_json& result);

// Of a column of requests: `run_id`, `seq` and those of the log.
struct RequestColumn {
  std::string name;
  ValueKind kind = ValueKind::integer;
};

// Those of the log (--csv), in its order.
const std::vector<RequestColumn>& request_columns();

}  // namespace oaisim::loadtest
