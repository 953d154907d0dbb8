#include "loadtest/report/description.h"

#include "common/config/text_values.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {

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

std::string verdict_text(const Verdict& verdict) {
  if (verdict.nothing_measured) return "INVALID: nothing was measured";
  return verdict.valid ? "VALID: the client was not the bottleneck" : "INVALID: the client was the bottleneck";
}

std::string measured_text(const ThresholdOutcome& outcome) {
  if (!outcome.has_value) return "nothing measured";
  switch (outcome.threshold.unit) {
    case ThresholdUnit::nanoseconds:
      return milliseconds(outcome.measured) + " ms";
    case ThresholdUnit::share:
      return decimals(outcome.measured * 100, 3) + " %";
    case ThresholdUnit::tokens:
    case ThresholdUnit::tokens_per_second:
    case ThresholdUnit::per_second:
      return decimals(outcome.measured, 1);
  }
  return {};
}

std::string user_rate(double thousandths) { return decimals(thousandths / 1e3, 1); }

}  // namespace oaisim::loadtest
