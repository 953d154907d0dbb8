#include "loadtest/report/markdown.h"

#include <initializer_list>

#include "loadtest/report/description.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

void write_row(std::initializer_list<std::string> cells, std::ostream& out) {
  for (const auto& cell : cells) out << "| " << cell << ' ';
  out << "|\n";
}

void write_verdict(const RunResult& result, std::ostream& out) {
  const bool good = result.verdict.valid && !result.failed();
  out << "## " << (good ? "✅" : "❌") << " Load test of " << markdown_escaped(result.plan.target.address()) << "\n\n"
      << markdown_escaped(result.plan.load.text()) << (result.plan.request.stream ? ", streamed" : ", not streamed")
      << ", " << decimals(to_seconds(result.length), 1) << " s" << (result.interrupted ? ", interrupted" : "")
      << ". Run `" << result.id << "`.\n\n";
  if (const std::string dataset = result.dataset.text(); !dataset.empty()) {
    out << "Dataset: " << markdown_escaped(dataset) << ".\n\n";
  }
  out << "**" << markdown_escaped(verdict_text(result.verdict)) << "**\n\n";
  for (const auto& reason : result.verdict.reasons) out << "- " << markdown_escaped(reason) << '\n';
  if (!result.verdict.reasons.empty()) out << '\n';
}

void write_thresholds(const RunResult& result, std::ostream& out) {
  if (result.thresholds.empty()) return;
  write_row({"", "fail if", "measured"}, out);
  write_row({"---", "---", "---:"}, out);
  for (const auto& outcome : result.thresholds) {
    write_row({outcome.failed ? "❌" : "✅", markdown_escaped(outcome.threshold.text), measured_text(outcome)}, out);
  }
  out << '\n';
}

void write_summary(const RunResult& result, std::ostream& out) {
  const Counts& counts = result.measured;
  write_row({"figure", "value"}, out);
  write_row({"---", "---:"}, out);
  write_row({"requests", with_commas(counts.requests)}, out);
  write_row(
      {"failed", with_commas(counts.failures()) + " (" + percent(counts.share_of_finished(counts.failures())) + ")"},
      out);
  write_row({"of these 429", with_commas(counts.of(Outcome::rate_limited))}, out);
  write_row({"successes/s", decimals(result.steady.successes_per_second, 1)}, out);
  write_row({"input tokens/s", decimals(result.steady.prompt_tokens_per_second, 1)}, out);
  write_row({"output tokens/s", decimals(result.steady.completion_tokens_per_second, 1)}, out);
  if (!result.tokens.per_user.empty())
    write_row(
        {"output tokens/s of a user, median", user_rate(static_cast<double>(result.tokens.per_user.percentile(50)))},
        out);
  if (!result.plan.output.slos.empty()) {
    write_row(
        {"goodput", decimals(result.goodput.per_second, 1) + "/s, " + percent(result.goodput.share()) + " of offered"},
        out);
  }
  out << '\n';
}

void write_latency(const std::string& name, const HdrHistogram& latency, std::ostream& out) {
  if (latency.empty()) return;
  const auto at = [&](double p) { return milliseconds(static_cast<double>(latency.percentile(p))); };
  write_row({name, milliseconds(latency.mean()), at(50), at(90), at(95), at(99), at(99.9),
             milliseconds(static_cast<double>(latency.max()))},
            out);
}

void write_latencies(const Latencies& latencies, std::ostream& out) {
  if (latencies.e2e.from_sent.empty()) return;
  write_row({"latency in ms", "mean", "p50", "p90", "p95", "p99", "p99.9", "max"}, out);
  write_row({"---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"}, out);
  write_latency("TTFT from intended", latencies.ttft.from_intended, out);
  write_latency("TTFT from sent", latencies.ttft.from_sent, out);
  write_latency("TPOT", latencies.tpot, out);
  write_latency("ICL", latencies.icl, out);
  write_latency("longest stall", latencies.stall, out);
  write_latency("E2E from intended", latencies.e2e.from_intended, out);
  write_latency("E2E from sent", latencies.e2e.from_sent, out);
  out << '\n';
}

void write_segments(const std::string& title, const std::vector<Segment>& segments, std::ostream& out) {
  if (segments.empty()) return;
  write_row({title, "requests", "failed", "successes/s", "TTFT p50", "TTFT p99", "E2E p50", "E2E p99"}, out);
  write_row({"---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"}, out);
  for (const Segment& segment : segments) {
    const auto at = [](const HdrHistogram& histogram, double p) {
      return histogram.empty() ? std::string() : milliseconds(static_cast<double>(histogram.percentile(p)));
    };
    write_row(
        {markdown_escaped(segment.name), with_commas(segment.counts.requests), with_commas(segment.counts.failures()),
         decimals(segment.throughput.successes_per_second, 1), at(segment.ttft.from_intended, 50),
         at(segment.ttft.from_intended, 99), at(segment.e2e.from_intended, 50), at(segment.e2e.from_intended, 99)},
        out);
  }
  out << '\n';
}

void write_errors(const std::vector<ErrorSample>& errors, std::ostream& out) {
  constexpr std::size_t kMostShown = 10;
  for (std::size_t i = 0; i < std::min(errors.size(), kMostShown); ++i) {
    const ErrorSample& error = errors[i];
    out << "- " << with_commas(error.count) << " × " << markdown_escaped(name_of(error.outcome));
    if (error.status != 0) out << ", status " << error.status;
    out << (error.text.empty() ? "" : ": ") << markdown_escaped(error.text) << '\n';
  }
  if (!errors.empty()) out << '\n';
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>()#+-!|~&@").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

void report_markdown(const RunResult& result, std::ostream& out) {
  write_verdict(result, out);
  for (const auto& finding : result.findings) out << markdown_escaped(finding) << "\n\n";
  write_thresholds(result, out);
  write_summary(result, out);
  write_latencies(result.latencies, out);
  write_segments("stage", result.stages, out);
  write_segments("active workers", result.levels, out);
  write_errors(result.errors, out);
}

}  // namespace oaisim::loadtest
