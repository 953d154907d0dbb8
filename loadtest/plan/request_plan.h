// What each request of a run asks for and how long it may take.
//
// Units: durations are those of the run's Clock.  Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"

namespace oaisim::loadtest {

// The prompt when none is given.
inline constexpr const char* kDefaultPrompt = "Tell me a short story about the sea.";

// What each request asks for.
struct RequestPlan {
  std::vector<std::string> prompts;  // used in turn; at least one
  std::optional<std::int64_t> max_tokens;
  bool stream = false;
};

struct Timeouts {
  Duration connect = std::chrono::seconds(10);
  Duration first_byte = std::chrono::seconds(120);
  Duration whole = std::chrono::seconds(300);
  Duration drain = std::chrono::seconds(30);  // the grace period: for replies awaited when the duration is over
};

}  // namespace oaisim::loadtest
