// What a dataset's seed is divided into, so that one flag does not change what another one draws.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "common/base/random.h"

namespace oaisim::loadtest {

enum class RandomStream : std::uint64_t { prompts = 0, prefixes = 1, output_tokens = 2, images = 3, picture = 4 };

inline Random random_of(std::uint64_t seed, RandomStream stream, std::uint64_t index) {
  constexpr std::uint64_t kFarApart = 0x9e3779b97f4a7c15ULL;
  return {seed ^ (static_cast<std::uint64_t>(stream) * kFarApart), index};
}

}  // namespace oaisim::loadtest
