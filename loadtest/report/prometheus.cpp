#include "loadtest/report/prometheus.h"

#include <array>
#include <string_view>

#include "common/text/utf8.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr int kPlaces = 6;

// Of a label's value.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : repair_utf8(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out;
}

class Page {
 public:
  explicit Page(const RunPlan& plan) {
    if (!plan.target.model.empty()) labels_ = "model=\"" + escaped(plan.target.model) + "\"";
    if (!plan.output.run_id.empty())
      labels_ += (labels_.empty() ? "run=\"" : ",run=\"") + escaped(plan.output.run_id) + "\"";
  }

  void begin(const char* name, const char* type, const char* help) {
    name_ = std::string("oaisim_load_") + name;
    text_ += "# HELP " + name_ + " " + help + "\n# TYPE " + name_ + " " + type + "\n";
  }

  void add(const std::string& value, const std::string& label = {}) {
    text_ += name_ + "{" + labels_ + (label.empty() || labels_.empty() ? "" : ",") + label + "} " + value + "\n";
  }

  // Nothing was measured lately: then there is no value, rather than 0.
  void add_quantiles(const CompactHistogram& histogram) {
    static constexpr std::array<std::pair<const char*, double>, 4> kQuantiles{
        {{"0.5", 50}, {"0.9", 90}, {"0.95", 95}, {"0.99", 99}}};
    if (histogram.empty()) return;
    for (const auto& [quantile, percent] : kQuantiles) {
      const double seconds = static_cast<double>(histogram.percentile(percent)) / kNanosecondsPerSecond;
      add(decimals(seconds, kPlaces), std::string("quantile=\"") + quantile + "\"");
    }
  }

  std::string take() { return std::move(text_); }

 private:
  std::string labels_;
  std::string name_;
  std::string text_;
};

}  // namespace

std::string prometheus_text(const RunPlan& plan, const Progress& progress) {
  Page page(plan);
  page.begin("elapsed_seconds", "gauge", "Time since the start of the run, of its clock.");
  page.add(decimals(to_seconds(progress.elapsed), 3));
  page.begin("offered_total", "counter", "Requests that were due so far.");
  page.add(std::to_string(progress.offered));
  page.begin("requests_total", "counter", "Requests that are over, by outcome.");
  page.add(std::to_string(progress.succeeded()), "outcome=\"success\"");
  page.add(std::to_string(progress.limited()), "outcome=\"429\"");
  page.add(std::to_string(progress.failed()), "outcome=\"failure\"");
  for (const Outcome outcome : {Outcome::cancelled, Outcome::abandoned}) {
    page.add(std::to_string(progress.of(outcome)), "outcome=\"" + std::string(name_of(outcome)) + "\"");
  }
  page.begin("failures_total", "counter", "Requests that failed, by class; 429s are one of them.");
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
    page.add(std::to_string(progress.by_outcome[i]), "class=\"" + std::string(kOutcomeNames[i]) + "\"");
  }
  page.begin("output_tokens_total", "counter", "Output tokens of successes.");
  page.add(std::to_string(progress.output_tokens));
  page.begin("in_flight", "gauge", "Requests in flight.");
  page.add(std::to_string(progress.in_flight));
  page.begin("ttft_seconds", "gauge", "Time to the first token from the intended moment, lately.");
  page.add_quantiles(progress.ttft);
  page.begin("e2e_seconds", "gauge", "Time to the last token from the intended moment, lately.");
  page.add_quantiles(progress.e2e);
  return page.take();
}

}  // namespace oaisim::loadtest
