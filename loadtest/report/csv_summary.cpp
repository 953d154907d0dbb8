#include "loadtest/report/csv_summary.h"

#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr double kPercentiles[] = {50, 75, 90, 95, 99, 99.9};
constexpr double kNanosecondsPerMs = 1e6;
constexpr double kThousandths = 1e3;

void write_figures(const char* name_from_unit, const HdrHistogram& figures, double scale, std::ostream& out) {
  out << name_from_unit << ',' << figures.count();
  const auto add = [&](double value) { out << ',' << (figures.empty() ? "" : decimals(value / scale, 6)); };
  add(figures.mean());
  add(figures.standard_deviation());
  add(static_cast<double>(figures.min()));
  for (const double p : kPercentiles) add(static_cast<double>(figures.percentile(p)));
  add(static_cast<double>(figures.max()));
  out << '\n';
}

void write_value(const char* name_from_unit, const std::string& value, std::ostream& out) {
  out << name_from_unit << ",," << value << ",,,,,,,,,\n";
}

void write_rates(const char* from, const Throughput& rates, std::ostream& out) {
  const auto add = [&](const char* name, double rate) {
    write_value((std::string(name) + ',' + from + ",1/s").c_str(), decimals(rate, 6), out);
  };
  add("requests", rates.requests_per_second);
  add("successes", rates.successes_per_second);
  add("input_tokens", rates.prompt_tokens_per_second);
  add("output_tokens", rates.completion_tokens_per_second);
}

void write_counts(const Counts& counts, std::ostream& out) {
  write_value("requests,measured,", std::to_string(counts.requests), out);
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    write_value(("requests_" + std::string(kOutcomeNames[i]) + ",measured,").c_str(),
                std::to_string(counts.by_outcome[i]), out);
  }
  write_value("error_rate,measured,", decimals(counts.share_of_finished(counts.failures()), 6), out);
}

}  // namespace

void report_csv_summary(const RunResult& result, std::ostream& out) {
  const Latencies& l = result.latencies;
  out << "figure,from,unit,count,mean,stddev,min,p50,p75,p90,p95,p99,p99.9,max\n";
  write_figures("ttft,intended,ms", l.ttft.from_intended, kNanosecondsPerMs, out);
  write_figures("ttft,sent,ms", l.ttft.from_sent, kNanosecondsPerMs, out);
  write_figures("tpot,first_token,ms", l.tpot, kNanosecondsPerMs, out);
  write_figures("icl,event_before,ms", l.icl, kNanosecondsPerMs, out);
  write_figures("longest_stall,event_before,ms", l.stall, kNanosecondsPerMs, out);
  write_figures("e2e,intended,ms", l.e2e.from_intended, kNanosecondsPerMs, out);
  write_figures("e2e,sent,ms", l.e2e.from_sent, kNanosecondsPerMs, out);
  write_figures("first_byte,intended,ms", l.first_byte.from_intended, kNanosecondsPerMs, out);
  write_figures("first_byte,sent,ms", l.first_byte.from_sent, kNanosecondsPerMs, out);
  write_figures("input_tokens,reply,", result.tokens.input, 1, out);
  write_figures("output_tokens,reply,", result.tokens.output, 1, out);
  write_figures("user_tokens_per_second,reply,1/s", result.tokens.per_user, kThousandths, out);
  write_rates("steady", result.steady, out);
  write_rates("whole_run", result.whole(), out);
  write_counts(result.measured, out);
}

}  // namespace oaisim::loadtest
