// Several runs side by side, one line each.
//
//   rate   requests  success  requests/s  tokens/s  TTFT p50  intended  TTFT p99  intended  TPOT p50  E2E p50  ...
//   10rps       300  100.0 %        10.0       160     210.4     210.5     344.0     344.3     19.80    520.1  ...
//
// Latencies are in milliseconds, from sent, as --fail-if takes them, and beside that from intended.
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
  static constexpr std::size_t kFigures = 13;

  std::string name;                           // the first column
  std::array<std::string, kFigures> figures;  // "-": not measured
  std::string verdict;
};

RunRow row_of(std::string name, const RunResult& result);

// "9.8 requests/s, TTFT p99 344.0 ms, E2E p99 711.3 ms": the row's figures in short, of what was measured.
std::string summary_of(const RunResult& result);

// `what`: the heading of the first column.  The last line says what the latencies are.
void report_runs(std::string_view what, std::span<const RunRow> rows, std::ostream& out);

}  // namespace oaisim::loadtest
