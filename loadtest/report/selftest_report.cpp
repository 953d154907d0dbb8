#include "loadtest/report/selftest_report.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "common/config/text_values.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 15;
constexpr std::size_t kColumnWidth = 8;
constexpr std::size_t kErrorColumn = 4;  // the columns before are of the server and of what was measured
constexpr double kNanosecondsPerMs = 1e6;

std::string percentile(const HdrHistogram& histogram, double percent) {
  return right(histogram.empty() ? "-" : milliseconds(static_cast<double>(histogram.percentile(percent))),
               kColumnWidth);
}

std::string median_and_tail(const HdrHistogram& histogram) {
  return percentile(histogram, 50) + percentile(histogram, 99);
}

std::string with_most(const HdrHistogram& histogram) { return median_and_tail(histogram) + percentile(histogram, 100); }

// A lateness, below the errors.
void write_lateness(std::string_view name, const HdrHistogram& histogram, std::ostream& out) {
  out << left(name, kNameWidth + kErrorColumn * kColumnWidth) << with_most(histogram) << '\n';
}

std::string headings(std::initializer_list<std::string_view> names) {
  std::string line;
  for (const auto name : names) line += right(name, kColumnWidth);
  return line;
}

void write_floor(const ErrorFloor& floor, std::ostream& out) {
  out << left("error floor of this machine, in ms", kNameWidth + kErrorColumn * kColumnWidth)
      << headings({"p50", "p99", "max"}) << '\n';
  write_lateness("one byte over loopback (TTFT, E2E)", floor.one_way, out);
  write_lateness("between two of them (gaps)", floor.between_two, out);
}

std::string description(const SelftestCase& test) {
  return test.name + ": " + with_commas(static_cast<std::uint64_t>(test.requests)) + " replies of " +
         std::to_string(test.tokens) + " tokens" +
         (test.stream ? ", the first due after " + format_duration(test.first_token) + ", the next ones " +
                            format_duration(test.between_tokens) + " apart"
                      : ", due after " + format_duration(test.length()));
}

void write_figures(const TimingErrors& timing, std::ostream& out) {
  out << left("", kNameWidth) << right("server", 2 * kColumnWidth) << right("measured", 2 * kColumnWidth)
      << right("error", 3 * kColumnWidth) << right("from schedule", 3 * kColumnWidth) << '\n';
  out << left("", kNameWidth) << headings({"p50", "p99", "p50", "p99", "p50", "p99", "max", "p50", "p99", "max"})
      << '\n';
  for (const auto& named : kTimings) {
    const TimingFigure& figure = timing.*named.figure;
    if (figure.measured.empty()) continue;
    out << left(named.name, kNameWidth) << median_and_tail(figure.server) << median_and_tail(figure.measured)
        << with_most(figure.error) << with_most(figure.from_schedule) << '\n';
  }
}

void write_counts(const SelftestOutcome& outcome, std::ostream& out) {
  const Counts& counts = outcome.run.whole_run;
  out << with_commas(counts.of(Outcome::success)) << " replies, "
      << (outcome.server ? with_commas(outcome.server->requests()) : "?") << " by the server; "
      << with_commas(counts.completion_tokens) << " tokens";
  if (outcome.test.stream) out << ", " << with_commas(outcome.run.timing.content_events) << " events with content";
  out << '\n';
}

void write_case(const SelftestOutcome& outcome, std::ostream& out) {
  out << '\n' << description(outcome.test) << '\n';
  write_figures(outcome.run.timing, out);
  write_lateness("the server sent late by", outcome.run.timing.server_late, out);
  write_lateness("the client's event loop was late by", outcome.run.client.event_loop_lag, out);
  write_counts(outcome, out);
  for (const auto& problem : outcome.problems) out << "FAIL  " << problem << '\n';
  if (outcome.problems.empty()) out << "PASS\n";
}

Json figures_json(const HdrHistogram& histogram) {
  Json json{{"count", histogram.count()}};
  if (histogram.empty()) return json;
  json["p50"] = static_cast<double>(histogram.percentile(50)) / kNanosecondsPerMs;
  json["p99"] = static_cast<double>(histogram.percentile(99)) / kNanosecondsPerMs;
  json["max"] = static_cast<double>(histogram.max()) / kNanosecondsPerMs;
  return json;
}

Json case_json(const SelftestOutcome& outcome) {
  const auto& [test, run, server, problems] = outcome;
  Json json{{"name", test.name},
            {"users", test.users},
            {"requests", test.requests},
            {"tokens_per_reply", test.tokens},
            {"stream", test.stream},
            {"first_token_ms", to_milliseconds(test.first_token)},
            {"between_tokens_ms", to_milliseconds(test.between_tokens)}};
  json["counts"] = {{"replies", run.whole_run.of(Outcome::success)},
                    {"server_replies", server ? Json(server->requests()) : Json(nullptr)},
                    {"compared", run.timing.compared},
                    {"not_compared", run.timing.not_compared},
                    {"tokens", run.whole_run.completion_tokens},
                    {"content_events", run.timing.content_events}};
  for (const auto& named : kTimings) {
    const TimingFigure& figure = run.timing.*named.figure;
    json["figures_ms"][std::string(named.key)] = {{"server", figures_json(figure.server)},
                                                  {"measured", figures_json(figure.measured)},
                                                  {"error", figures_json(figure.error)},
                                                  {"from_schedule", figures_json(figure.from_schedule)}};
  }
  json["server_late_ms"] = figures_json(run.timing.server_late);
  json["event_loop_lag_ms"] = figures_json(run.client.event_loop_lag);
  json["problems"] = problems;
  return json;
}

}  // namespace

void report_selftest(const SelftestResult& result, std::ostream& out) {
  write_floor(result.floor, out);
  for (const auto& outcome : result.cases) write_case(outcome, out);
  out << '\n';
  if (result.cases.size() < result.planned) {
    out << "FAIL  " << result.cases.size() << " of " << result.planned << " cases were made\n";
  } else if (!result.passed()) {
    out << "FAIL  see above\n";
  } else {
    out << "PASS  every figure is within " << format_duration(result.bounds.p50) << " (p50) and "
        << format_duration(result.bounds.p99) << " (p99) of the server's own times, and all counts agree\n";
  }
}

Json selftest_json(const SelftestResult& result) {
  Json json{{"schema", "oaisim-load-selftest/1"}, {"server", result.server}};
  json["bounds_ms"] = {{"p50", to_milliseconds(result.bounds.p50)}, {"p99", to_milliseconds(result.bounds.p99)}};
  json["floor_ms"] = {{"one_way", figures_json(result.floor.one_way)},
                      {"between_two", figures_json(result.floor.between_two)}};
  json["planned_cases"] = result.planned;
  json["cases"] = Json::array();
  for (const auto& outcome : result.cases) json["cases"].push_back(case_json(outcome));
  json["passed"] = result.passed();
  return json;
}

}  // namespace oaisim::loadtest
