#include "loadtest/report/html_tables.h"

#include "common/base/utc_time.h"
#include "common/config/text_values.h"
#include "loadtest/report/description.h"
#include "loadtest/report/html_text.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

using Row = std::vector<std::string>;

constexpr double kPercentiles[] = {50, 75, 90, 95, 99, 99.9};

template <typename Histogram>
std::string percentile_text(const Histogram& histogram, double percent) {
  return histogram.empty() ? "" : milliseconds(static_cast<double>(histogram.percentile(percent)));
}

// `text` writes a figure.
Row figures_row(const char* name, const HdrHistogram& figures, std::string (*text)(double)) {
  Row row{name, with_commas(figures.count()), text(figures.mean()), text(figures.standard_deviation()),
          text(static_cast<double>(figures.min()))};
  for (const double p : kPercentiles) row.push_back(text(static_cast<double>(figures.percentile(p))));
  row.push_back(text(static_cast<double>(figures.max())));
  return row;
}

void add_figures(HtmlTable& table, const char* name, const HdrHistogram& figures, std::string (*text)(double)) {
  if (!figures.empty()) table.rows.push_back(figures_row(name, figures, text));
}

const std::vector<std::string> kFigureHeads{"",    "count", "mean", "stddev", "min",   "p50",
                                            "p75", "p90",   "p95",  "p99",    "p99.9", "max"};

std::string one_decimal(double value) { return decimals(value, 1); }

std::string yes_no(bool value) { return value ? "yes" : "no"; }

}  // namespace

void write_plan_table(const RunResult& result, std::ostream& out) {
  const RunPlan& plan = result.plan;
  HtmlTable table{.caption = "What was run", .heads = {}, .rows = {}};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({name, html_escaped(value)});
  };
  std::string started;
  append_utc(started, result.started_unix);
  add("address", plan.target.address());
  add("model", plan.target.model);
  add("deployment", plan.target.deployment);
  add("load", plan.load.text());
  add("dataset", result.dataset.text());
  add("started", started);
  add("length", decimals(to_seconds(result.length), 2) + " s, of which " +
                    decimals(to_seconds(result.steady_length), 2) + " s steady" +
                    (result.interrupted ? "; interrupted" : ""));
  if (plan.load.warmup > Duration::zero())
    add("warm-up", format_duration(plan.load.warmup) + ", left out of the figures");
  add("streamed", yes_no(plan.request.stream));
  if (plan.request.max_tokens) add("max_tokens", std::to_string(*plan.request.max_tokens));
  add("threads", std::to_string(plan.threads));
  if (plan.time_scale != 1) add("time scale", short_number(plan.time_scale));
  for (const auto& [name, value] : result.labels) add("label " + html_escaped(name), value);
  write_table(table, out);
}

void write_threshold_table(const RunResult& result, std::ostream& out) {
  HtmlTable table{.caption = "Thresholds", .heads = {"fail if", "measured", "outcome"}, .rows = {}};
  for (const auto& outcome : result.thresholds) {
    table.rows.push_back(
        {html_escaped(outcome.threshold.text), html_escaped(measured_text(outcome)),
         outcome.failed ? "<strong class=\"bad\">failed</strong>" : "<span class=\"good\">passed</span>"});
  }
  write_table(table, out);
}

void write_latency_table(const RunResult& result, std::ostream& out) {
  const Latencies& l = result.latencies;
  HtmlTable table{.caption = "Latency in ms, of successes", .heads = kFigureHeads, .rows = {}};
  add_figures(table, "TTFT from intended", l.ttft.from_intended, milliseconds);
  add_figures(table, "TTFT from sent", l.ttft.from_sent, milliseconds);
  add_figures(table, "TPOT", l.tpot, milliseconds);
  add_figures(table, "ICL", l.icl, milliseconds);
  add_figures(table, "longest stall", l.stall, milliseconds);
  add_figures(table, "E2E from intended", l.e2e.from_intended, milliseconds);
  add_figures(table, "E2E from sent", l.e2e.from_sent, milliseconds);
  add_figures(table, "[DONE] from sent", l.done, milliseconds);
  add_figures(table, "first byte from intended", l.first_byte.from_intended, milliseconds);
  add_figures(table, "first byte from sent", l.first_byte.from_sent, milliseconds);
  add_figures(table, "closed from sent", l.closed, milliseconds);
  add_figures(table, "connect", l.connect, milliseconds);
  write_table(table, out);
}

void write_token_table(const RunResult& result, std::ostream& out) {
  HtmlTable table{.caption = "Tokens of a reply", .heads = kFigureHeads, .rows = {}};
  add_figures(table, "input", result.tokens.input, one_decimal);
  add_figures(table, "output", result.tokens.output, one_decimal);
  add_figures(table, "output per second of a user", result.tokens.per_user, user_rate);
  write_table(table, out);
}

void write_throughput_table(const RunResult& result, std::ostream& out) {
  const Throughput whole = result.whole();
  const Throughput& steady = result.steady;
  HtmlTable table{.caption = "Throughput per second", .heads = {"", "steady", "whole run"}, .rows = {}};
  const auto add = [&](const char* name, double Throughput::*rate) {
    table.rows.push_back({name, decimals(steady.*rate, 1), decimals(whole.*rate, 1)});
  };
  add("requests", &Throughput::requests_per_second);
  add("successes", &Throughput::successes_per_second);
  add("input tokens", &Throughput::prompt_tokens_per_second);
  add("output tokens", &Throughput::completion_tokens_per_second);
  if (!result.plan.output.slos.empty()) {
    std::string slos;
    for (const Slo& slo : result.plan.output.slos) slos += (slos.empty() ? "" : ", ") + html_escaped(slo.text);
    table.rows.push_back(
        {"goodput (" + slos + ")",
         decimals(result.goodput.per_second, 1) + ", " + percent(result.goodput.share()) + " of offered", ""});
  }
  write_table(table, out);
}

void write_count_table(const RunResult& result, std::ostream& out) {
  const Counts& measured = result.measured;
  const Counts& whole = result.whole_run;
  HtmlTable table{.caption = "Requests", .heads = {"", "after the warm-up", "share", "whole run"}, .rows = {}};
  const auto add = [&](const std::string& name, std::uint64_t part, std::uint64_t all) {
    table.rows.push_back({name, with_commas(part), percent(measured.share_of_finished(part)), with_commas(all)});
  };
  table.rows.push_back({"all", with_commas(measured.requests), "", with_commas(whole.requests)});
  add("succeeded", measured.of(Outcome::success), whole.of(Outcome::success));
  add("failed", measured.failures(), whole.failures());
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
    if (whole.by_outcome[i] > 0)
      add("&#8195;" + html_escaped(kOutcomeNames[i]), measured.by_outcome[i], whole.by_outcome[i]);
  }
  const auto add_other = [&](const std::string& name, std::uint64_t part, std::uint64_t all) {
    if (all > 0) table.rows.push_back({name, with_commas(part), "", with_commas(all)});
  };
  for (const Outcome outcome : {Outcome::abandoned, Outcome::cancelled}) {
    add_other(html_escaped(name_of(outcome)), measured.of(outcome), whole.of(outcome));
    if (outcome == Outcome::abandoned) add_other("&#8195;not sent", measured.not_sent, whole.not_sent);
  }
  if (whole.retries > 0) {
    table.rows.push_back({"429s that were retried", with_commas(measured.retries), "", with_commas(whole.retries)});
  }
  write_table(table, out);
}

void write_error_table(const RunResult& result, std::ostream& out) {
  HtmlTable table{.caption = "Errors, with what was said", .heads = {"class", "status", "count", "text"}, .rows = {}};
  for (const ErrorSample& error : result.errors) {
    table.rows.push_back({html_escaped(name_of(error.outcome)), error.status == 0 ? "" : std::to_string(error.status),
                          with_commas(error.count), "<span class=\"text\">" + html_escaped(error.text) + "</span>"});
  }
  write_table(table, out);
}

void write_segment_table(const char* caption, const std::vector<Segment>& segments, std::ostream& out) {
  HtmlTable table{.caption = caption,
                  .heads = {"", "workers", "time in s", "requests", "failed", "429", "successes/s", "output tokens/s",
                            "TTFT p50", "TTFT p99", "TPOT p50", "E2E p50", "E2E p99"},
                  .rows = {}};
  for (const Segment& s : segments) {
    table.rows.push_back(
        {html_escaped(s.name), s.level > 0 ? decimals(s.level, 1) : "", decimals(to_seconds(s.length), 2),
         with_commas(s.counts.requests), with_commas(s.counts.failures()),
         with_commas(s.counts.of(Outcome::rate_limited)), decimals(s.throughput.successes_per_second, 1),
         decimals(s.throughput.completion_tokens_per_second, 1), percentile_text(s.ttft.from_intended, 50),
         percentile_text(s.ttft.from_intended, 99), percentile_text(s.tpot, 50),
         percentile_text(s.e2e.from_intended, 50), percentile_text(s.e2e.from_intended, 99)});
  }
  write_table(table, out);
}

void write_timeline_table(const RunResult& result, std::ostream& out) {
  HtmlTable table{.caption = "Over time; latencies in ms, from intended",
                  .heads = {"from s", "s", "offered", "succeeded", "429", "failed", "output tokens", "in flight",
                            "TTFT p50", "TTFT p95", "TTFT p99", "E2E p50", "E2E p95", "E2E p99"},
                  .rows = {}};
  for (const TimeSlice& slice : result.timeline) {
    Row row{short_number(to_seconds(slice.begin)),
            short_number(to_seconds(slice.length)),
            with_commas(slice.offered),
            with_commas(slice.succeeded),
            with_commas(slice.limited),
            with_commas(slice.failed),
            with_commas(slice.output_tokens),
            decimals(slice.in_flight_mean, 1)};
    for (const CompactLatency* latency : {&slice.ttft, &slice.e2e}) {
      for (const double p : {50.0, 95.0, 99.0}) row.push_back(percentile_text(latency->from_intended, p));
    }
    table.rows.push_back(std::move(row));
  }
  write_table(table, out);
}

void write_client_table(const RunResult& result, std::ostream& out) {
  const ClientHealth& client = result.client;
  HtmlTable table{.caption = "The client itself", .heads = {}, .rows = {}};
  const auto add_lag = [&](const char* name, const HdrHistogram& lag) {
    if (lag.empty()) return;
    table.rows.push_back({name, "p50 " + percentile_text(lag, 50) + " ms, p99 " + percentile_text(lag, 99) +
                                    " ms, max " + milliseconds(static_cast<double>(lag.max())) + " ms"});
  };
  add_lag("send lag", client.send_lag);
  add_lag("receive lag", client.receive_lag);
  add_lag("event-loop lag", client.event_loop_lag);
  table.rows.push_back({"cores busy", decimals(client.cores_busy, 2)});
  table.rows.push_back({"busiest worker", percent(client.busiest_core) + " of a core"});
  table.rows.push_back({"late sends", with_commas(client.late_sends)});
  table.rows.push_back({"dropped sends", with_commas(client.dropped_sends)});
  write_table(table, out);
}

}  // namespace oaisim::loadtest
