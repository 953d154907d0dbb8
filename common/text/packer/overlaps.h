// The tokens that reach into a character from outside; see Overlap.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/text/vocabulary_format.h"

namespace oaisim {

// Sorted by overlap_key of the bytes at the border.
std::vector<Overlap> find_overlaps(const std::vector<std::string>& tokens);

// The bit set of those keys.
std::vector<std::uint64_t> overlap_keys(const std::vector<Overlap>& overlaps);

}  // namespace oaisim
