// A stretch of a run during which its level, requests per second or users, is steady or changes evenly.
//
//   2m:50rps        50 requests per second for two minutes
//   30s:0..100rps   from none to 100 requests per second
//   1m:20users      20 users for a minute
//
// Thread safety: a value.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim::loadtest {

enum class LevelUnit { requests_per_second, users };

struct Stage {
  Duration length{};
  double from = 0;
  double to = 0;
};

// A length that no run reaches.
inline constexpr Duration kForever = Duration::max();

struct StageText {
  Stage stage;
  LevelUnit unit = LevelUnit::requests_per_second;
};

// Error: what is allowed.
Result<StageText> parse_stage(std::string_view text);
std::string stage_text(const Stage& stage, LevelUnit unit);

}  // namespace oaisim::loadtest
