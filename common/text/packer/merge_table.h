// How each token of a vocabulary comes about: the last merge when its own bytes are encoded.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/text/vocabulary_format.h"

namespace oaisim {

struct Merge {
  TokenId left = kNoToken;
  TokenId right = kNoToken;
};

// One entry per id; `left` and `right` are kNoToken for single bytes and unused ids.
//
// Throws std::runtime_error when the vocabulary lacks what the fast algorithm rests on: all 256 bytes are
// the first tokens, every token can be reached by merges, and it ranks after the two it is merged from.
std::vector<Merge> build_merge_table(const std::vector<std::string>& tokens);

}  // namespace oaisim
