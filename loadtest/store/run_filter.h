// Which runs are wanted: conditions on their columns, all of which hold.
//
//   COLUMN  OPERATOR  VALUE
//   ttft_p99   >      500ms        a latency with us, ms or s (nothing: ms)
//   error_rate >=     1%           a share or per cent
//   started    >      2026-01-31   a day or a moment (RFC 3339, UTC), or how long ago: 12h, 30d
//   model      =      gpt-4o       texts know = and != only
//
// A column that is not known for a run meets no condition.
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "loadtest/store/run_record.h"

namespace oaisim::loadtest {

// starts_with is for texts, and has no spelling: commands use it for the beginning of an id.
enum class Relation { equal, not_equal, less, less_or_equal, greater, greater_or_equal, starts_with };

struct RunCondition {
  const RunColumn* column = nullptr;  // of run_columns()
  Relation relation = Relation::equal;
  Value value = {};
};

struct RunFilter {
  std::vector<RunCondition> conditions = {};
  std::int64_t limit = 0;  // of the newest; 0: all
};

// `now`: seconds since 1970.  Error: what is wrong with the text and what is allowed.
Result<RunCondition> parse_condition(std::string_view text, std::int64_t now);

// "2026-01-31", "2026-01-31T12:00:00Z", "30d" (that long before `now`), in seconds since 1970.
Result<std::int64_t> parse_moment(std::string_view text, std::int64_t now);

// REQUIRES: a column of that name.
RunCondition condition_on(std::string_view column, Relation relation, Value value);

}  // namespace oaisim::loadtest
