#include "loadtest/plan/stage.h"

#include "common/config/text_values.h"
#include "common/text/number_text.h"

namespace oaisim::loadtest {
namespace {

constexpr double kHighestRate = 10e6;
constexpr double kMostUsers = 1e6;
constexpr Duration kLongest = std::chrono::hours(24 * 30);
constexpr std::string_view kRate = "rps";
constexpr std::string_view kUsers = "users";

Error not_a_stage(std::string_view text) {
  return invalid("'" + std::string(text) +
                 "' is not a stage such as 2m:50rps, 30s:0..100rps or 1m:20users (up to 30 days, 10,000,000 rps and "
                 "1,000,000 users)");
}

std::string number_text(double value) { return significant(value, 10); }

}  // namespace

Result<StageText> parse_stage(std::string_view text) {
  StageText parsed;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return not_a_stage(text);
  const auto length = parse_duration(text.substr(0, colon));
  std::string_view level = text.substr(colon + 1);
  if (level.ends_with(kUsers)) {
    parsed.unit = LevelUnit::users;
    level.remove_suffix(kUsers.size());
  } else if (level.ends_with(kRate)) {
    level.remove_suffix(kRate.size());
  } else {
    return not_a_stage(text);
  }
  const auto dots = level.find("..");
  const auto from = parse_number(level.substr(0, dots));
  const auto to = dots == std::string_view::npos ? from : parse_number(level.substr(dots + 2));
  const double highest = parsed.unit == LevelUnit::users ? kMostUsers : kHighestRate;
  if (!length || *length <= Duration::zero() || *length > kLongest) return not_a_stage(text);
  if (!from || !to || *from < 0 || *to < 0 || *from > highest || *to > highest) return not_a_stage(text);
  parsed.stage = {.length = *length, .from = *from, .to = *to};
  return parsed;
}

std::string stage_text(const Stage& stage, LevelUnit unit) {
  std::string text = stage.length == kForever ? "" : format_duration(stage.length) + ":";
  text += number_text(stage.from);
  if (stage.to != stage.from) text += ".." + number_text(stage.to);
  return text + std::string(unit == LevelUnit::users ? kUsers : kRate);
}

}  // namespace oaisim::loadtest
