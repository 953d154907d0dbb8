#include <iostream>

#include "common/config/options.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/stored_runs.h"
#include "loadtest/commands/written_file.h"
#include "loadtest/report/comparison_report.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kMetrics[] = {"ttft_p50",   "ttft_p99", "ttft_intended_p99", "tpot_p50",
                                    "tpot_p99",   "e2e_p50",  "e2e_p99",           "e2e_intended_p99",
                                    "error_rate", "rps",      "tokens_per_second"};

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load compare: " << message << '\n';
  return kExitUsage;
}

class CompareFlags {
 public:
  explicit CompareFlags(OptionSet& options) {
    options.add(fail_if_,
                {.name = "fail-if",
                 .help = "Exit with 1 when B differs from A by more than this, and the whole interval of the "
                         "difference says so, such as 'ttft_p99>+10%', 'e2e_p50>+50ms', 'rps<-5%'; repeatable",
                 .value_name = "EXPRESSION"});
    options.add(metric_, {.name = "metric",
                          .help = "Show this metric, such as ttft_p95, instead of the usual ones; repeatable",
                          .value_name = "METRIC"});
    options.add(confidence_,
                {.name = "confidence", .help = "Of the intervals", .minimum = 50, .maximum = 99.9, .unit = "%"});
    options.add(resamples_,
                {.name = "resamples", .help = "How often the runs are drawn anew", .minimum = 100, .maximum = 100'000});
    options.add(seed_, {.name = "seed", .help = "Of the drawing; the same gives the same intervals", .minimum = 0});
    options.add(json_, {.name = "json", .help = "Write the comparison as JSON to this file", .value_name = "FILE"});
    options.add(markdown_, {.name = "markdown", .help = "Write it as Markdown to this file", .value_name = "FILE"});
    options.add(allow_invalid_, {.name = "allow-invalid", .help = "Compare runs that say INVALID"});
    store_.declare_store(options);
    options.allow_positional(names_, "A B",
                             "Two runs, of which A is the baseline: files that `oaisim-load run --json` wrote, or runs "
                             "of the store: `latest`, `previous`, ids or their beginnings, benchmark run ids or names");
  }
  CompareFlags(const CompareFlags&) = delete;
  CompareFlags& operator=(const CompareFlags&) = delete;

  Status read() {
    if (names_.size() != 2) {
      return invalid("there are " + std::to_string(names_.size()) +
                     " runs to compare; allowed: two, A and B: files that run --json wrote, or runs of the store");
    }
    for (const auto& text : fail_if_) {
      auto limit = parse_difference_limit(text);
      if (!limit) return invalid("--fail-if: " + limit.error().message);
      limits_.push_back(std::move(*limit));
    }
    std::vector<std::string> wanted = metric_;
    if (wanted.empty()) wanted.assign(std::begin(kMetrics), std::end(kMetrics));
    for (const auto& name : wanted) {
      auto metric = parse_compared_metric(name);
      if (!metric) return invalid("--metric: " + metric.error().message);
      metrics_.push_back(std::move(*metric));
    }
    return success();
  }

  // Error: a run cannot be read, or is INVALID.
  Result<std::vector<StoredRun>> load() const {
    auto runs = load_runs(names_, store_);
    if (!runs || allow_invalid_) return runs;
    for (const auto& [name, run] : *runs) {
      if (run.verdict.valid) continue;
      const std::string reason = run.verdict.reasons.empty() ? "" : " (" + run.verdict.reasons.front() + ")";
      return invalid(name + ": the run is INVALID" + reason +
                     ", so its figures are not the server's; --allow-invalid compares it nevertheless");
    }
    return runs;
  }

  // REQUIRES: two runs.
  Comparison compare_runs(const std::vector<StoredRun>& runs) const {
    const BootstrapPlan plan{.seed = static_cast<std::uint64_t>(seed_),
                             .resamples = static_cast<std::size_t>(resamples_),
                             .confidence = confidence_ / 100};
    Comparison comparison = compare(runs[0].result, runs[1].result, metrics_, limits_, plan);
    if (metric_.empty()) {
      std::erase_if(comparison.differences, [](const Difference& d) { return !d.a && !d.b; });
    }
    return comparison;
  }

  Status write(const std::vector<StoredRun>& stored, const Comparison& comparison) const {
    const ComparedRuns runs{.a = stored[0].name, .b = stored[1].name};
    report_comparison(runs, comparison, std::cout);
    Status printed = flush_output();
    const Status json = write_to("json", json_, runs, comparison, report_comparison_json);
    const Status markdown = write_to("markdown", markdown_, runs, comparison, report_comparison_markdown);
    if (!printed) return printed;
    return json ? markdown : json;
  }

 private:
  static Status write_to(const std::string& flag, const std::string& path, const ComparedRuns& runs,
                         const Comparison& comparison,
                         void (*report)(const ComparedRuns&, const Comparison&, std::ostream&)) {
    if (path.empty()) return success();
    auto status = write_file(path, [&](std::ostream& out) { report(runs, comparison, out); });
    if (status) return status;
    return Error{status.error().code, "--" + flag + ": " + status.error().message};
  }

  StoreOptions store_;
  std::vector<std::string> names_;
  std::vector<std::string> fail_if_;
  std::vector<std::string> metric_;
  double confidence_ = 95;
  std::int64_t resamples_ = 2000;
  std::int64_t seed_ = 1;
  std::string json_;
  std::string markdown_;
  bool allow_invalid_ = false;
  std::vector<DifferenceLimit> limits_;
  std::vector<Threshold> metrics_;
};

}  // namespace

int compare_command(int argc, const char* const* argv) {
  OptionSet options("oaisim-load compare", "Says by how much run B differs from run A, and how sure that is.");
  CompareFlags flags(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (const auto status = flags.read(); !status) return usage_error(status.error().message);
  const auto runs = flags.load();
  if (!runs) return usage_error(runs.error().message);
  const Comparison comparison = flags.compare_runs(*runs);
  if (const auto status = flags.write(*runs, comparison); !status) return usage_error(status.error().message);
  return comparison.failed() ? kExitFailed : kExitPassed;
}

}  // namespace oaisim::loadtest
