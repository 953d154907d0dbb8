// What a single request must keep to count as good: `--slo 'ttft<500ms'`.
//
//   METRIC  OPERATOR  DURATION
//   ttft       <       500ms        ttft, e2e, tpot, stall (the longest gap); ttft_intended, e2e_intended
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim::loadtest {

enum class SloMetric { ttft, tpot, e2e, stall };

struct Slo {
  std::string text;  // as it was given
  SloMetric metric = SloMetric::ttft;
  bool intended = false;  // from the intended moment instead of from the sending
  bool or_equal = false;
  Duration limit{};

  bool is_met_by(Duration measured) const { return measured < limit || (or_equal && measured == limit); }
};

// Error: what is wrong with the expression and what is allowed.
Result<Slo> parse_slo(std::string_view text);

}  // namespace oaisim::loadtest
