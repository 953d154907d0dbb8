#include "loadtest/report/runs_table.h"

#include <algorithm>

#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr std::array<std::string_view, RunRow::kFigures> kHeadings{
    "requests", "success",  "requests/s", "tokens/s", "TTFT p50", "intended", "TTFT p99",
    "intended", "TPOT p50", "E2E p50",    "intended", "E2E p99",  "intended"};

std::string percentile(const HdrHistogram& histogram, double percentile) {
  return histogram.empty() ? "-" : milliseconds(static_cast<double>(histogram.percentile(percentile)));
}

std::string verdict_of(const RunResult& result) {
  std::string text = result.is_fine() ? "PASS" : "FAIL";
  if (!result.verdict.valid) text += ", INVALID";
  if (result.interrupted) text += ", interrupted";
  return text;
}

}  // namespace

RunRow row_of(std::string name, const RunResult& result) {
  const auto& counts = result.measured;
  const auto& latencies = result.latencies;
  const auto& ttft = latencies.ttft;
  const auto& e2e = latencies.e2e;
  const std::uint64_t succeeded = counts.of(Outcome::success);
  return {
      .name = std::move(name),
      .figures = {with_commas(counts.requests),
                  counts.finished() == 0 ? "-" : percent(counts.share_of_finished(succeeded)),
                  decimals(result.steady.successes_per_second, 1),
                  decimals(result.steady.completion_tokens_per_second, 0), percentile(ttft.from_sent, 50),
                  percentile(ttft.from_intended, 50), percentile(ttft.from_sent, 99),
                  percentile(ttft.from_intended, 99), percentile(latencies.tpot, 50), percentile(e2e.from_sent, 50),
                  percentile(e2e.from_intended, 50), percentile(e2e.from_sent, 99), percentile(e2e.from_intended, 99)},
      .verdict = verdict_of(result)};
}

std::string summary_of(const RunResult& result) {
  std::string text = decimals(result.steady.successes_per_second, 1) + " requests/s";
  const auto add = [&](const char* name, const HdrHistogram& latency) {
    if (!latency.empty()) text += std::string(", ") + name + " p99 " + percentile(latency, 99) + " ms";
  };
  add("TTFT", result.latencies.ttft.from_sent);
  add("E2E", result.latencies.e2e.from_sent);
  return text;
}

void report_runs(std::string_view what, std::span<const RunRow> rows, std::ostream& out) {
  std::size_t name_width = what.size();
  std::array<std::size_t, RunRow::kFigures> widths{};
  for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = kHeadings[i].size();
  for (const auto& row : rows) {
    name_width = std::max(name_width, row.name.size());
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], row.figures[i].size());
  }
  const auto write = [&](std::string_view name, const auto& figures, std::string_view verdict) {
    out << left(name, name_width);
    for (std::size_t i = 0; i < widths.size(); ++i) out << "  " << right(figures[i], widths[i]);
    out << "  " << verdict << '\n';
  };
  write(what, kHeadings, "verdict");
  for (const auto& row : rows) write(row.name, row.figures, row.verdict);
  out << "Latencies in ms, from sent; the column after it from intended, which has the wait before sending in it.\n";
}

}  // namespace oaisim::loadtest
