#include "loadtest/plan/slo.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "common/config/text_values.h"
#include "loadtest/plan/threshold.h"

namespace oaisim::loadtest {
namespace {

struct Name {
  std::string_view name;
  SloMetric metric;
  bool intended;
};

constexpr std::array kNames{Name{"ttft", SloMetric::ttft, false}, Name{"ttft_intended", SloMetric::ttft, true},
                            Name{"e2e", SloMetric::e2e, false},   Name{"e2e_intended", SloMetric::e2e, true},
                            Name{"tpot", SloMetric::tpot, false}, Name{"stall", SloMetric::stall, false}};

Error bad_slo(std::string_view text, const std::string& problem) {
  return invalid("'" + std::string(text) + "' " + problem +
                 "; allowed: METRIC<DURATION such as 'ttft<500ms', where METRIC is ttft, e2e (each also with "
                 "_intended), tpot or stall, and < may be <=");
}

}  // namespace

Result<Slo> parse_slo(std::string_view text) {
  const auto position = text.find('<');
  if (position == std::string_view::npos) return bad_slo(text, "has no <");
  Slo slo;
  slo.text = trimmed(text);
  slo.or_equal = position + 1 < text.size() && text[position + 1] == '=';
  const auto metric = trimmed(text.substr(0, position));
  const auto* name =
      std::find_if(kNames.begin(), kNames.end(), [&](const Name& candidate) { return candidate.name == metric; });
  if (name == kNames.end()) return bad_slo(text, "names no known metric");
  slo.metric = name->metric;
  slo.intended = name->intended;
  const auto value = trimmed(text.substr(position + (slo.or_equal ? 2 : 1)));
  const auto limit = parse_duration(value);
  if (!limit || value.empty() || std::isdigit(static_cast<unsigned char>(value.back())) != 0) {
    return bad_slo(text, "has no duration with a unit");
  }
  slo.limit = *limit;
  return slo;
}

}  // namespace oaisim::loadtest
