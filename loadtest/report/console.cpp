#include "loadtest/report/console.h"

#include <algorithm>

#include "common/config/text_values.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kNameWidth = 17;
constexpr std::size_t kFigureWidth = 10;
constexpr double kPercentiles[] = {50, 90, 95, 99, 99.9};

std::string address(const RunResult& result) {
  const Target& target = result.plan.target;
  return "http://" + target.url.authority() + target.path_and_query;
}

std::string load_text(const LoadPlan& load) {
  const std::string users =
      with_commas(static_cast<std::uint64_t>(load.users)) + (load.users == 1 ? " user" : " users");
  switch (load.shape) {
    case LoadShape::closed_loop: {
      std::string text = "closed loop of " + users;
      if (load.spawn_rate > 0) text += ", " + decimals(load.spawn_rate, 1) + " started per second";
      if (load.think_time > Duration::zero()) text += ", thinking " + format_duration(load.think_time);
      return text;
    }
    case LoadShape::paced_users:
      return users + " paced to " + decimals(load.requests_per_second, 1) + " requests/s in all";
    case LoadShape::constant_rate:
      return "constant rate of " + decimals(load.requests_per_second, 1) + " requests/s on up to " +
             with_commas(static_cast<std::uint64_t>(load.max_connections)) + " connections";
  }
  return {};
}

void write_heading(const RunResult& result, std::ostream& out) {
  const RunPlan& plan = result.plan;
  const auto name = [&](std::string_view text) -> std::ostream& { return out << left(text, kNameWidth); };
  name("target") << address(result) << (plan.target.model.empty() ? "" : "  model " + plan.target.model) << '\n';
  name("load") << load_text(plan.load) << (plan.request.stream ? ", streamed" : ", not streamed");
  if (plan.request.max_tokens) out << ", max_tokens " << *plan.request.max_tokens;
  out << '\n';
  name("time") << decimals(to_seconds(result.length), 2) << " s, of which "
               << decimals(to_seconds(result.steady_length), 2) << " s steady";
  if (plan.load.warmup > Duration::zero())
    out << "; a warm-up of " << format_duration(plan.load.warmup) << " is left out";
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

void write_latencies(const Latencies& latencies, std::ostream& out) {
  out << left("latency in ms", kNameWidth) << left("from", kNameWidth);
  for (const char* head : {"count", "mean", "stddev", "min", "p50", "p90", "p95", "p99", "p99.9", "max"}) {
    out << right(head, kFigureWidth);
  }
  out << '\n';
  if (latencies.e2e.from_sent.empty()) out << "  no request succeeded\n";
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
  if (counts.of(Outcome::abandoned) > 0)
    out << ", " << with_commas(counts.of(Outcome::abandoned)) << " abandoned at the end";
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

void write_tokens(const Counts& counts, std::ostream& out) {
  out << left("tokens", kNameWidth) << with_commas(counts.prompt_tokens) << " input, "
      << with_commas(counts.completion_tokens) << " output; source: usage in " << with_commas(counts.tokens_from_usage)
      << " replies, counted events in " << with_commas(counts.tokens_from_events) << "; "
      << with_commas(counts.token_mismatches) << " streams had another number of events than tokens\n";
  if (counts.gaps_dropped > 0)
    out << left("", kNameWidth) << with_commas(counts.gaps_dropped) << " gaps of very long streams are not in ICL\n";
}

const char* verdict_text(const Verdict& verdict) {
  if (verdict.nothing_measured) return "INVALID: nothing was measured";
  return verdict.valid ? "VALID: the client was not the bottleneck" : "INVALID: the client was the bottleneck";
}

void write_client(const RunResult& result, std::ostream& out) {
  const ClientHealth& client = result.client;
  out << left("client", kNameWidth) << "send lag p99 "
      << milliseconds(static_cast<double>(client.send_lag.percentile(99))) << " ms, event-loop lag p99 "
      << milliseconds(static_cast<double>(client.event_loop_lag.percentile(99))) << " ms, "
      << decimals(client.cores_busy, 2) << " cores busy on " << result.plan.threads << " threads, the busiest "
      << percent(client.busiest_core) << '\n';
  if (result.plan.load.shape == LoadShape::constant_rate) {
    out << left("", kNameWidth) << with_commas(client.late_sends) << " sends late, "
        << with_commas(client.dropped_sends) << " dropped, for want of a free connection\n";
  }
  out << left("verdict", kNameWidth) << verdict_text(result.verdict) << '\n';
  for (const auto& reason : result.verdict.reasons) out << left("", kNameWidth) << reason << '\n';
}

std::string measured_text(const ThresholdOutcome& outcome) {
  if (!outcome.has_value) return "nothing measured";
  if (outcome.threshold.is_latency()) return milliseconds(outcome.measured) + " ms";
  if (outcome.threshold.metric == "rps" || outcome.threshold.metric == "tokens_per_second")
    return decimals(outcome.measured, 1);
  return decimals(outcome.measured * 100, 3) + " %";
}

void write_thresholds(const RunResult& result, std::ostream& out) {
  for (const auto& outcome : result.thresholds) {
    out << left(outcome.failed ? "FAIL" : "PASS", kNameWidth) << "fail if " << outcome.threshold.text << ": "
        << measured_text(outcome) << '\n';
  }
}

}  // namespace

void report_console(const RunResult& result, std::ostream& out) {
  out << '\n';
  write_heading(result, out);
  write_throughput(result, out);
  write_latencies(result.latencies, out);
  write_histogram(result.latencies.e2e.from_sent, out);
  write_failures(result.measured, out);
  write_tokens(result.measured, out);
  write_client(result, out);
  write_thresholds(result, out);
}

}  // namespace oaisim::loadtest
