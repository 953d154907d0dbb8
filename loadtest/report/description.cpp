#include "loadtest/report/description.h"

#include "loadtest/report/text.h"

namespace oaisim::loadtest {

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
