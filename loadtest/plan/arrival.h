// One request of a run before it is made: when it is due and what the load wants of it.
//
// A trace says how long the prompt and the reply are to be; other loads leave that to the request.
// Units: `due` is of the run's Clock.  Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/units.h"

namespace oaisim::loadtest {

struct Arrival {
  TimePoint due{};
  std::uint64_t number = 0;  // its place in the run, from 0; picks its record of a dataset
  std::optional<TokenCount> prompt_tokens = std::nullopt;
  std::optional<TokenCount> output_tokens = std::nullopt;
};

}  // namespace oaisim::loadtest
