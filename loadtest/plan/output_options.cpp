#include "loadtest/plan/output_options.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kGroup = "Output";

}  // namespace

OutputOptions::OutputOptions(OptionSet& options) {
  options.add(fail_if_, {.name = "fail-if",
                         .help = "Exit with 1 when this holds, such as 'ttft_p99>500ms' or 'error_rate>1%' "
                                 "(429s are errors too); repeatable",
                         .value_name = "EXPRESSION",
                         .group = kGroup});
  options.add(slo_, {.name = "slo",
                     .help = "What a request must keep to count as goodput, such as 'ttft<500ms'; repeatable",
                     .value_name = "EXPRESSION",
                     .group = kGroup});
  declare_files(options);
  options.add(label_, {.name = "label",
                       .help = "Kept with the results, such as branch=main; repeatable",
                       .value_name = "NAME=VALUE",
                       .group = kGroup});
  declare_metrics(options);
  options.add(quiet_, {.name = "quiet", .help = "No progress", .group = kGroup});
}

void OutputOptions::declare_files(OptionSet& options) {
  for (std::size_t i = 0; i < kReportFormats.size(); ++i) {
    options.add(report_paths_[i], {.name = std::string(kReportFormats[i].name),
                                   .help = std::string(kReportFormats[i].help),
                                   .value_name = "FILE",
                                   .group = kGroup});
  }
  options.add(
      report_folder_,
      {.name = "report-dir", .help = "Write all of these to this folder", .value_name = "DIR", .group = kGroup});
  options.add(csv_path_,
              {.name = "csv", .help = "Write one row per request to this file", .value_name = "FILE", .group = kGroup});
  options.add(jsonl_path_, {.name = "jsonl",
                            .help = "Write one JSON object per request to this file",
                            .value_name = "FILE",
                            .group = kGroup});
}

void OutputOptions::declare_metrics(OptionSet& options) {
  options.add(prometheus_listen_, {.name = "prometheus-listen",
                                   .help = "Show how the run is going at /metrics of this address; a port alone is on "
                                           "127.0.0.1",
                                   .value_name = "IP:PORT",
                                   .group = kGroup});
  options.add(prometheus_push_, {.name = "prometheus-push",
                                 .help = "Push the same metrics to this Prometheus Pushgateway, such as "
                                         "http://localhost:9091 or https://user:password@example.org",
                                 .value_name = "URL",
                                 .group = kGroup,
                                 .secret = true});
  options.add(prometheus_push_interval_, {.name = "prometheus-push-interval",
                                          .help = "Real time between two pushes; one more is made at the end",
                                          .minimum = 0.1,
                                          .maximum = 86400,
                                          .group = kGroup});
}

Status OutputOptions::read_expressions(OutputPlan& plan) const {
  for (const auto& expression : fail_if_) {
    auto threshold = parse_threshold(expression);
    if (!threshold) return invalid("--fail-if: " + threshold.error().message);
    plan.thresholds.push_back(std::move(*threshold));
  }
  for (const auto& expression : slo_) {
    auto slo = parse_slo(expression);
    if (!slo) return invalid("--slo: " + slo.error().message);
    plan.slos.push_back(std::move(*slo));
  }
  for (const auto& label : label_) {
    const auto equals = label.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return invalid("--label: '" + label + "' is no label; allowed: NAME=VALUE");
    }
    plan.labels[label.substr(0, equals)] = label.substr(equals + 1);
  }
  return success();
}

void OutputOptions::add_report_files(OutputPlan& plan) const {
  for (std::size_t i = 0; i < kReportFormats.size(); ++i) {
    const std::string name(kReportFormats[i].name);
    if (!report_paths_[i].empty()) plan.reports.push_back({.format = name, .path = report_paths_[i]});
    if (report_folder_.empty()) continue;
    plan.reports.push_back({.format = name, .path = report_folder_ + "/" + std::string(kReportFormats[i].file)});
  }
}

Result<OutputPlan> OutputOptions::plan() const {
  OutputPlan plan;
  if (auto read = read_expressions(plan); !read) return read.error();
  add_report_files(plan);
  plan.report_folder = report_folder_;
  plan.csv_path = csv_path_;
  plan.jsonl_path = jsonl_path_;
  plan.prometheus_listen = prometheus_listen_;
  if (!prometheus_push_.empty()) {
    auto gateway = parse_push_gateway(prometheus_push_, machine_name());
    if (!gateway) return gateway.error();
    gateway->interval = prometheus_push_interval_;
    plan.push_gateway = std::move(*gateway);
  }
  plan.quiet = quiet_;
  return plan;
}

}  // namespace oaisim::loadtest
