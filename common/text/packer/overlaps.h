// The tokens that reach into a character from outside; see Overlap.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/text/vocabulary_format.h"

namespace oaisim {

struct OverlapTable {
  std::vector<OverlapKeys> keys;
  std::vector<std::uint32_t> groups;
  std::vector<Overlap> overlaps;
};

OverlapTable build_overlaps(const std::vector<std::string>& tokens);

}  // namespace oaisim
