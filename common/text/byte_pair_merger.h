// Byte-pair merging of one piece, in linear time.
//
// Merging by rank has one outcome, and a sequence of tokens is that outcome exactly when each two
// neighbours would come out as themselves if they were encoded alone: merges cross the border between two
// tokens of the whole text only if they cross it when just those two are merged. So the outcome can be
// searched from the left: take the longest token that goes with the one before, and step back from dead
// ends. Only one sequence leads to any position, so a position that has failed once has failed for good,
// and the work is at most the piece's length times that of the longest token.
//
// Text beyond ASCII has its longest tokens looked up for a window of characters at once, as that is where such
// text spends its time.
//
// Thread safety: a BytePairMerger is one thread's scratch memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/text/vocabulary.h"

namespace oaisim {

class BytePairMerger {
 public:
  // The tokens of `piece`, valid until the next call. REQUIRES: piece is not empty.
  std::span<const TokenId> merge(const Vocabulary& vocabulary, std::string_view piece);

  // How many tokens the last call tried: its running time without a clock.
  std::size_t steps() const { return steps_; }

 private:
  std::vector<TokenId> tokens_;
  std::vector<std::uint64_t> dead_;  // one bit per position
  std::size_t steps_ = 0;
};

// Whether `left` followed by `right` stays these two tokens.
bool stay_apart(const Vocabulary& vocabulary, TokenId left, TokenId right);

}  // namespace oaisim
