#include "loadtest/report/html.h"

#include "common/base/utc_time.h"
#include "common/base/version.h"
#include "loadtest/report/description.h"
#include "loadtest/report/html_charts.h"
#include "loadtest/report/html_style.h"
#include "loadtest/report/html_tables.h"
#include "loadtest/report/html_text.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

// Even if something of others were taken for markup, nothing may be loaded or run.
constexpr const char* kPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

void write_head(const RunResult& result, std::ostream& out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      << "<meta http-equiv=\"Content-Security-Policy\" content=\"" << kPolicy << "\"/>\n"
      << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      << "<meta name=\"generator\" content=\"oaisim-load " << kVersion << "\"/>\n"
      << "<title>" << html_escaped("Load test of " + result.plan.target.address()) << "</title>\n<style>" << kHtmlStyle
      << "</style>\n</head>\n";
}

void write_heading(const RunResult& result, std::ostream& out) {
  std::string started;
  append_utc(started, result.started_unix);
  out << "<header>\n<a class=\"skip\" href=\"#verdict\">To the verdict</a>\n<h1>"
      << html_escaped("Load test of " + result.plan.target.address()) << "</h1>\n<p class=\"sub\">";
  if (!result.plan.target.model.empty()) out << html_escaped("model " + result.plan.target.model + ", ");
  out << html_escaped(result.plan.load.text()) << (result.plan.request.stream ? ", streamed" : ", not streamed")
      << ". Run " << html_escaped(result.id) << ", started " << html_escaped(started) << ".</p>\n"
      << "<nav aria-label=\"Parts of the page\"><ul><li><a href=\"#verdict\">Verdict</a></li><li><a "
         "href=\"#charts\">Charts"
         "</a></li><li><a href=\"#figures\">Figures</a></li><li><a href=\"#errors\">Errors</a></li><li><a "
         "href=\"#run\">"
         "The run</a></li></ul></nav>\n</header>\n";
}

void write_verdict(const RunResult& result, std::ostream& out) {
  const Verdict& verdict = result.verdict;
  out << "<div class=\"verdict " << (verdict.valid ? "good" : "bad") << "\"><p class=\"word\">"
      << html_escaped(verdict_text(verdict)) << "</p>\n";
  if (!verdict.valid && !verdict.nothing_measured)
    out << "<p>The figures below are those of the client, not of the server.</p>\n";
  if (!verdict.reasons.empty()) {
    out << "<ul>";
    for (const auto& reason : verdict.reasons) out << "<li>" << html_escaped(reason) << "</li>";
    out << "</ul>\n";
  }
  out << "</div>\n";
  if (result.interrupted) out << "<p><strong>The run was interrupted.</strong></p>\n";
  if (result.failed()) out << "<div class=\"verdict bad\"><p class=\"word\">A threshold failed</p></div>\n";
  write_threshold_table(result, out);
}

void write_tile(const char* name, const std::string& value, std::ostream& out) {
  out << "<li><b>" << value << "</b><span>" << name << "</span></li>\n";
}

void write_tiles(const RunResult& result, std::ostream& out) {
  const auto latency = [&](const char* name, const HdrHistogram& histogram, double p) {
    if (!histogram.empty()) write_tile(name, milliseconds(static_cast<double>(histogram.percentile(p))) + " ms", out);
  };
  out << "<ul class=\"tiles\">\n";
  write_tile("requests after the warm-up", with_commas(result.measured.requests), out);
  write_tile("successes per second", decimals(result.steady.successes_per_second, 1), out);
  write_tile("failed", percent(result.measured.share_of_finished(result.measured.failures())), out);
  if (result.measured.completion_tokens > 0)
    write_tile("output tokens per second",
               with_commas(static_cast<std::uint64_t>(result.steady.completion_tokens_per_second)), out);
  latency("TTFT p50", result.latencies.ttft.from_intended, 50);
  latency("TTFT p99", result.latencies.ttft.from_intended, 99);
  latency("E2E p50", result.latencies.e2e.from_intended, 50);
  latency("E2E p99", result.latencies.e2e.from_intended, 99);
  if (!result.plan.output.slos.empty())
    write_tile("of the offered requests met every SLO", percent(result.goodput.share()), out);
  out << "</ul>\n";
}

void write_findings(const RunResult& result, std::ostream& out) {
  if (result.findings.empty()) return;
  out << "<h2 id=\"findings\">Findings</h2>\n<p>";
  for (const auto& finding : result.findings) out << html_escaped(finding) << ' ';
  out << "</p>\n";
}

void write_charts(const RunResult& result, std::ostream& out) {
  out << "<h2 id=\"charts\">Charts</h2>\n<p class=\"sub\">Latencies are from the moment when the schedule wanted the "
         "request"
         " sent. Rest the pointer on a chart for its values; all of them are in the tables below.</p>\n<div "
         "class=\"charts\">\n";
  for (const Chart& chart :
       {ttft_over_time(result), e2e_over_time(result), percentile_curves(result), requests_over_time(result),
        concurrency_over_time(result), tokens_over_time(result), latency_by_level(result), requests_by_level(result),
        tokens_by_level(result), latency_histogram("TTFT histogram", result.latencies.ttft.from_intended),
        latency_histogram("E2E histogram", result.latencies.e2e.from_intended)}) {
    write_chart(chart, out);
  }
  out << "</div>\n";
}

void write_figures(const RunResult& result, std::ostream& out) {
  out << "<h2 id=\"figures\">Figures</h2>\n";
  write_latency_table(result, out);
  write_throughput_table(result, out);
  write_token_table(result, out);
  write_segment_table("Stages; latencies in ms, from intended", result.stages, out);
  write_segment_table("Levels of concurrency; latencies in ms, from intended", result.levels, out);
  if (result.timeline.empty()) return;
  out << "<details><summary>Every slice of time</summary>\n";
  write_timeline_table(result, out);
  out << "</details>\n";
}

}  // namespace

void report_html(const RunResult& result, std::ostream& out) {
  write_head(result, out);
  out << "<body>\n";
  write_heading(result, out);
  out << "<main>\n<h2 id=\"verdict\">Verdict</h2>\n";
  write_verdict(result, out);
  write_tiles(result, out);
  write_findings(result, out);
  write_charts(result, out);
  write_figures(result, out);
  out << "<h2 id=\"errors\">Requests and errors</h2>\n";
  write_count_table(result, out);
  write_error_table(result, out);
  out << "<h2 id=\"run\">The run</h2>\n<div class=\"plain\">\n";
  write_plan_table(result, out);
  write_client_table(result, out);
  out << "</div>\n</main>\n<footer>Written by oaisim-load " << kVersion
      << ". TTFT: time to the first token. TPOT: time per output token after it. ICL: the gaps between content events. "
         "E2E: "
         "to the last token.</footer>\n</body>\n</html>\n";
}

}  // namespace oaisim::loadtest
