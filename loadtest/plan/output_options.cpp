#include "loadtest/plan/output_options.h"

namespace oaisim::loadtest {

OutputOptions::OutputOptions(OptionSet& options) {
  const std::string group = "Output";
  options.add(fail_if_, {.name = "fail-if",
                         .help = "Exit with 1 when this holds, such as 'ttft_p99>500ms' or 'error_rate>1%' "
                                 "(429s are errors too); repeatable",
                         .value_name = "EXPRESSION",
                         .group = group});
  options.add(json_path_, {.name = "json",
                           .help = "Write the result to this file (docs/schemas/load-result.schema.json)",
                           .value_name = "FILE",
                           .group = group});
  options.add(csv_path_,
              {.name = "csv", .help = "Write one row per request to this file", .value_name = "FILE", .group = group});
  options.add(quiet_, {.name = "quiet", .help = "No progress line", .group = group});
}

Result<OutputPlan> OutputOptions::plan() const {
  OutputPlan plan{.thresholds = {}, .json_path = json_path_, .csv_path = csv_path_, .quiet = quiet_};
  for (const auto& expression : fail_if_) {
    auto threshold = parse_threshold(expression);
    if (!threshold) return invalid("--fail-if: " + threshold.error().message);
    plan.thresholds.push_back(std::move(*threshold));
  }
  return plan;
}

}  // namespace oaisim::loadtest
