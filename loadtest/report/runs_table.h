// Several runs side by side, one line each.
//
//   rate      requests  success  requests/s  tokens/s  TTFT p50  TTFT p99  TPOT p50  E2E p50  E2E p99  verdict
//   10rps          300  100.0 %        10.0       160       210       344      19.8      520      711  PASS
//
// Latencies are in milliseconds, from sent, as --fail-if takes them.
// Thread safety: all of it.
#pragma once

#include <array>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// What the table shows of a run.
struct RunRow {
  static constexpr std::size_t kFigures = 9;

  std::string name;                           // the first column
  std::array<std::string, kFigures> figures;  // "-": not measured
  std::string verdict;
};

RunRow row_of(std::string name, const RunResult& result);

// `what`: the heading of the first column.
void report_runs(std::string_view what, std::span<const RunRow> rows, std::ostream& out);

}  // namespace oaisim::loadtest
