#include "loadtest/plan/random_duration.h"

#include <cmath>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kUniform = "uniform:";
constexpr std::string_view kExponential = "exponential:";

Error not_a_duration(std::string_view text) {
  return invalid("'" + std::string(text) + "' is not a duration such as 2s, uniform:1s..3s or exponential:2s");
}

}  // namespace

Result<RandomDuration> RandomDuration::parse(std::string_view text) {
  if (text.starts_with(kUniform)) {
    const std::string_view range = text.substr(kUniform.size());
    const auto dots = range.find("..");
    if (dots == std::string_view::npos) return not_a_duration(text);
    const auto low = parse_duration(range.substr(0, dots));
    const auto high = parse_duration(range.substr(dots + 2));
    if (!low || !high || *low > *high) return not_a_duration(text);
    return uniform(*low, *high);
  }
  const bool is_exponential = text.starts_with(kExponential);
  const auto length = parse_duration(is_exponential ? text.substr(kExponential.size()) : text);
  if (!length) return not_a_duration(text);
  return is_exponential ? exponential(*length) : RandomDuration(*length);
}

Duration RandomDuration::draw(Random& random) const {
  switch (kind_) {
    case Kind::fixed:
      break;
    case Kind::uniform:
      return low_ + from_seconds(to_seconds(high_ - low_) * random.uniform());
    case Kind::exponential:
      return from_seconds(-to_seconds(low_) * std::log(1.0 - random.uniform()));
  }
  return low_;
}

std::string RandomDuration::text() const {
  switch (kind_) {
    case Kind::fixed:
      break;
    case Kind::uniform:
      return std::string(kUniform) + format_duration(low_) + ".." + format_duration(high_);
    case Kind::exponential:
      return std::string(kExponential) + format_duration(low_);
  }
  return format_duration(low_);
}

}  // namespace oaisim::loadtest
