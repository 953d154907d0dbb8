// How far a run has come, for those who watch it.
//
// Thread safety: a value.
#pragma once

#include <cstdint>

#include "common/base/units.h"

namespace oaisim::loadtest {

struct Progress {
  Duration elapsed{};          // of the run's clock
  std::uint64_t finished = 0;  // succeeded + limited + failed + cancelled midway
  std::uint64_t succeeded = 0;
  std::uint64_t limited = 0;  // 429s
  std::uint64_t failed = 0;
  std::int64_t in_flight = 0;
};

}  // namespace oaisim::loadtest
