#include "loadtest/report/console.h"

#include <algorithm>

#include "common/base/utc_time.h"
#include "common/config/text_values.h"
#include "loadtest/report/description.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kNameWidth = 17;
constexpr std::size_t kFigureWidth = 10;
constexpr double kPercentiles[] = {50, 75, 90, 95, 99, 99.9};

void write_heading(const RunResult& result, std::ostream& out) {
  const RunPlan& plan = result.plan;
  const auto name = [&](std::string_view text) -> std::ostream& { return out << left(text, kNameWidth); };
  if (!result.id.empty()) {
    std::string started;
    append_utc(started, result.started_unix);
    name("run") << result.id << ", started " << started << '\n';
  }
  name("target") << result.plan.target.address() << (plan.target.model.empty() ? "" : "  model " + plan.target.model)
                 << '\n';
  name("load") << plan.load.text() << (plan.request.stream ? ", streamed" : ", not streamed");
  if (plan.request.max_tokens) out << ", max_tokens " << *plan.request.max_tokens;
  out << '\n';
  if (const std::string dataset = result.dataset.text(); !dataset.empty()) name("dataset") << dataset << '\n';
  name("time") << decimals(to_seconds(result.length), 2) << " s, of which "
               << decimals(to_seconds(result.steady_length), 2) << " s steady";
  if (plan.load.warmup > Duration::zero())
    out << "; a warm-up of " << format_duration(plan.load.warmup) << " is left out";
  if (plan.load.cooldown > Duration::zero())
    out << "; a cool-down of " << format_duration(plan.load.cooldown) << " is left out";
  if (plan.time_scale != 1)
    out << "; simulated time, " << decimals(plan.time_scale, 1) << " times as fast as real time";
  if (result.interrupted) out << "; interrupted";
  out << "\n\n";
}

void write_rate(const char* name, double steady, double whole, std::ostream& out) {
  out << left(name, 2 * kNameWidth) << right(decimals(steady, 1), kFigureWidth + 2)
      << right(decimals(whole, 1), kFigureWidth + 2) << '\n';
}

void write_throughput(const RunResult& result, std::ostream& out) {
  const Throughput whole = result.whole();
  out << left("throughput", 2 * kNameWidth) << right("steady", kFigureWidth + 2) << right("whole run", kFigureWidth + 2)
      << '\n';
  write_rate("  requests/s", result.steady.requests_per_second, whole.requests_per_second, out);
  write_rate("  successes/s", result.steady.successes_per_second, whole.successes_per_second, out);
  write_rate("  input tokens/s", result.steady.prompt_tokens_per_second, whole.prompt_tokens_per_second, out);
  write_rate("  output tokens/s", result.steady.completion_tokens_per_second, whole.completion_tokens_per_second, out);
  out << '\n';
}

void write_latency_row(const char* name, const char* from, const HdrHistogram& latency, std::ostream& out) {
  if (latency.empty()) return;
  out << left(name, kNameWidth) << left(from, kNameWidth) << right(with_commas(latency.count()), kFigureWidth);
  for (const double value : {latency.mean(), latency.standard_deviation(), static_cast<double>(latency.min())}) {
    out << right(milliseconds(value), kFigureWidth);
  }
  for (const double p : kPercentiles)
    out << right(milliseconds(static_cast<double>(latency.percentile(p))), kFigureWidth);
  out << right(milliseconds(static_cast<double>(latency.max())), kFigureWidth) << '\n';
}

void write_column_heads(const char* name, const char* from, std::ostream& out) {
  out << left(name, kNameWidth) << left(from, kNameWidth);
  for (const char* head : {"count", "mean", "stddev", "min", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"}) {
    out << right(head, kFigureWidth);
  }
  out << '\n';
}

void write_latencies(const RunResult& result, std::ostream& out) {
  const Latencies& latencies = result.latencies;
  write_column_heads("latency in ms", "from", out);
  const bool none = result.measured.of(Outcome::success) == 0;
  if (latencies.e2e.from_sent.empty()) out << (none ? "  no request succeeded\n" : "  none is known\n");
  write_latency_row("  TTFT", "intended", latencies.ttft.from_intended, out);
  write_latency_row("", "sent", latencies.ttft.from_sent, out);
  write_latency_row("  TPOT", "first token", latencies.tpot, out);
  write_latency_row("  ICL", "event before", latencies.icl, out);
  write_latency_row("  longest stall", "event before", latencies.stall, out);
  write_latency_row("  E2E", "intended", latencies.e2e.from_intended, out);
  write_latency_row("", "sent", latencies.e2e.from_sent, out);
  write_latency_row("  [DONE]", "sent", latencies.done, out);
  write_latency_row("  first byte", "intended", latencies.first_byte.from_intended, out);
  write_latency_row("", "sent", latencies.first_byte.from_sent, out);
  write_latency_row("  closed", "sent", latencies.closed, out);
  write_latency_row("  connect", "connecting", latencies.connect, out);
  out << '\n';
}

// `text` writes a figure.
void write_figures(const char* name, const HdrHistogram& figures, std::string (*text)(double), std::ostream& out) {
  if (figures.empty()) return;
  out << left(name, 2 * kNameWidth) << right(with_commas(figures.count()), kFigureWidth);
  for (const double value : {figures.mean(), figures.standard_deviation(), static_cast<double>(figures.min())}) {
    out << right(text(value), kFigureWidth);
  }
  for (const double p : kPercentiles) out << right(text(static_cast<double>(figures.percentile(p))), kFigureWidth);
  out << right(text(static_cast<double>(figures.max())), kFigureWidth) << '\n';
}

void write_token_figures(const TokenFigures& tokens, std::ostream& out) {
  if (tokens.output.empty()) return;
  write_column_heads("tokens of a reply", "", out);
  const auto count = [](double value) { return decimals(value, 1); };
  write_figures("  input", tokens.input, count, out);
  write_figures("  output", tokens.output, count, out);
  write_figures("  output/s of a user", tokens.per_user, user_rate, out);
  out << '\n';
}

void write_segments(const char* title, const char* column, const std::vector<Segment>& segments, std::ostream& out) {
  if (segments.empty()) return;
  out << left(title, kNameWidth);
  for (const char* head : {column, "time in s", "requests", "failed", "429", "success/s", "tokens/s", "TTFT p50",
                           "TTFT p99", "TPOT p50", "E2E p50", "E2E p99"}) {
    out << right(head, kFigureWidth + 1);
  }
  out << '\n';
  const auto cell = [&](const std::string& text) { out << right(text, kFigureWidth + 1); };
  const auto percentile = [&](const HdrHistogram& histogram, double p) {
    cell(histogram.empty() ? "-" : milliseconds(static_cast<double>(histogram.percentile(p))));
  };
  for (const Segment& segment : segments) {
    out << left("  " + segment.name, kNameWidth);
    cell(segment.level > 0 ? decimals(segment.level, 1) : "-");
    cell(decimals(to_seconds(segment.length), 2));
    cell(with_commas(segment.counts.requests));
    cell(with_commas(segment.counts.failures()));
    cell(with_commas(segment.counts.of(Outcome::rate_limited)));
    cell(decimals(segment.throughput.successes_per_second, 1));
    cell(decimals(segment.throughput.completion_tokens_per_second, 1));
    percentile(segment.ttft.from_intended, 50);
    percentile(segment.ttft.from_intended, 99);
    percentile(segment.tpot, 50);
    percentile(segment.e2e.from_intended, 50);
    percentile(segment.e2e.from_intended, 99);
    out << '\n';
  }
  out << left("", kNameWidth) << "latencies in ms, from intended\n\n";
}

// Eleven rows of equal width up to p99 and one for the rest.
void write_histogram(const HdrHistogram& latency, std::ostream& out) {
  constexpr int kRows = 11;
  constexpr std::size_t kBarWidth = 50;
  if (latency.empty()) return;
  struct Row {
    std::string name;
    std::uint64_t count;
  };
  std::vector<Row> rows;
  const std::int64_t low = latency.min();
  const std::int64_t width = std::max<std::int64_t>(1, (latency.percentile(99) - low) / kRows + 1);
  std::uint64_t counted = 0;
  for (int i = 0; i < kRows; ++i) {
    const std::int64_t begin = i == 0 ? 0 : low + i * width;
    const std::uint64_t count = latency.count_between(begin, low + (i + 1) * width);
    rows.push_back({"< " + milliseconds(static_cast<double>(low + (i + 1) * width)), count});
    counted += count;
  }
  rows.push_back({"more", latency.count() - counted});
  const auto largest =
      std::max_element(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.count < b.count; });
  out << "E2E from sent in ms\n";
  for (const Row& row : rows) {
    const auto bar = row.count * kBarWidth / std::max<std::uint64_t>(1, largest->count);
    out << right(row.name, 12) << " |" << left(std::string(bar, '#'), kBarWidth) << ' ' << with_commas(row.count)
        << '\n';
  }
  out << '\n';
}

void write_failures(const Counts& counts, std::ostream& out) {
  out << left("requests", kNameWidth) << with_commas(counts.requests) << ": "
      << with_commas(counts.of(Outcome::success)) << " succeeded, " << with_commas(counts.failures()) << " failed ("
      << percent(counts.share_of_finished(counts.failures())) << ")";
  if (counts.of(Outcome::cancelled) > 0) out << ", " << with_commas(counts.of(Outcome::cancelled)) << " cancelled";
  const std::uint64_t in_flight = counts.of(Outcome::abandoned) - counts.not_sent;
  if (in_flight > 0) out << ", " << with_commas(in_flight) << " abandoned at the end";
  if (counts.not_sent > 0) out << ", " << with_commas(counts.not_sent) << " not sent";
  out << '\n' << left("failures", kNameWidth);
  const char* separator = "";
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
    out << separator << kOutcomeNames[i] << ' ' << with_commas(counts.by_outcome[i]);
    separator = ", ";
  }
  out << '\n';
  if (counts.of(Outcome::rate_limited) + counts.retries == 0) return;
  out << left("429 for", kNameWidth) << "requests " << with_commas(counts.limited_for(LimitReason::requests))
      << ", tokens " << with_commas(counts.limited_for(LimitReason::tokens)) << ", other "
      << with_commas(counts.limited_for(LimitReason::other)) << "; retried " << with_commas(counts.retries) << '\n';
}

void write_errors(const std::vector<ErrorSample>& errors, std::ostream& out) {
  constexpr std::size_t kMostShown = 10;
  const char* name = "errors";
  for (std::size_t i = 0; i < std::min(errors.size(), kMostShown); ++i) {
    const ErrorSample& error = errors[i];
    out << left(name, kNameWidth) << with_commas(error.count) << " x " << name_of(error.outcome);
    if (error.status != 0) out << ", status " << error.status;
    out << (error.text.empty() ? "" : ": ") << error.text << '\n';
    name = "";
  }
  if (errors.size() > kMostShown) out << left("", kNameWidth) << errors.size() - kMostShown << " other kinds\n";
}

void write_goodput(const RunResult& result, std::ostream& out) {
  if (result.plan.output.slos.empty()) return;
  const Goodput& goodput = result.goodput;
  out << left("goodput", kNameWidth) << with_commas(goodput.met) << " of " << with_commas(goodput.offered)
      << " requests offered (" << percent(goodput.share()) << ") met";
  const char* separator = " ";
  for (const Slo& slo : result.plan.output.slos) {
    out << separator << slo.text;
    separator = " and ";
  }
  out << ": " << decimals(goodput.per_second, 1) << " requests/s\n";
}

void write_tokens(const Counts& counts, std::ostream& out) {
  out << left("tokens", kNameWidth) << with_commas(counts.prompt_tokens) << " input";
  if (counts.cached_tokens > 0) out << " (" << with_commas(counts.cached_tokens) << " cached)";
  out << ", " << with_commas(counts.completion_tokens) << " output";
  if (counts.reasoning_tokens > 0) out << " (" << with_commas(counts.reasoning_tokens) << " reasoning)";
  out << "; source: usage in " << with_commas(counts.tokens_from_usage) << " replies, counted events in "
      << with_commas(counts.tokens_from_events) << "; " << with_commas(counts.token_mismatches)
      << " streams had another number of events than tokens\n";
  if (counts.gaps_dropped > 0)
    out << left("", kNameWidth) << with_commas(counts.gaps_dropped) << " gaps of very long streams are not in ICL\n";
}

void write_client(const RunResult& result, std::ostream& out) {
  const ClientHealth& client = result.client;
  out << left("client", kNameWidth) << "send lag p99 "
      << milliseconds(static_cast<double>(client.send_lag.percentile(99))) << " ms, receive lag p99 "
      << milliseconds(static_cast<double>(client.receive_lag.percentile(99))) << " ms, event-loop lag p99 "
      << milliseconds(static_cast<double>(client.event_loop_lag.percentile(99))) << " ms, "
      << decimals(client.cores_busy, 2) << " cores busy on " << result.plan.threads << " threads, the busiest "
      << percent(client.busiest_core) << '\n';
  if (result.plan.load.shape == LoadShape::open_loop) {
    out << left("", kNameWidth) << with_commas(client.late_sends) << " sends late, "
        << with_commas(client.dropped_sends) << " dropped, for want of a free connection\n";
  }
  out << left("verdict", kNameWidth) << verdict_text(result.verdict) << '\n';
  for (const auto& reason : result.verdict.reasons) out << left("", kNameWidth) << reason << '\n';
}

void write_thresholds(const RunResult& result, std::ostream& out) {
  for (const auto& outcome : result.thresholds) {
    out << left(outcome.failed ? "FAIL" : "PASS", kNameWidth) << "fail if " << outcome.threshold.text << ": "
        << measured_text(outcome) << '\n';
  }
}

void write_findings(const RunResult& result, std::ostream& out) {
  const char* name = "findings";
  for (const auto& finding : result.findings) {
    out << left(name, kNameWidth) << finding << '\n';
    name = "";
  }
}

}  // namespace

void report_console(const RunResult& result, std::ostream& out) {
  out << '\n';
  write_heading(result, out);
  write_throughput(result, out);
  write_latencies(result, out);
  write_token_figures(result.tokens, out);
  write_segments("stages", "workers", result.stages, out);
  write_segments("levels", "workers", result.levels, out);
  write_histogram(result.latencies.e2e.from_sent, out);
  write_failures(result.measured, out);
  write_errors(result.errors, out);
  write_goodput(result, out);
  write_tokens(result.measured, out);
  write_client(result, out);
  write_findings(result, out);
  write_thresholds(result, out);
}

}  // namespace oaisim::loadtest
