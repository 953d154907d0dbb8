// Byte-pair merging of one piece: neighbours merge in the order of ranks, of equal ranks the leftmost first,
// until no two neighbours merge.
//
// It starts from whole characters where the vocabulary allows it (see Overlap), which in most scripts leaves
// little to merge. Short pieces search the lowest rank by looking at all of them, long ones with a heap, so
// that the time grows as n log n however long a piece is.
//
// Thread safety: a BytePairMerger is one thread's scratch memory. It keeps what short pieces need, and gives
// back what a long piece took: about 40 bytes per byte.
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
  // The tokens of `piece`, valid until the next call. REQUIRES: well-formed UTF-8, not empty.
  std::span<const TokenId> merge(const Vocabulary& vocabulary, std::string_view piece);

  // How many ranks the last call looked at: its running time without a clock.
  std::size_t steps() const { return steps_; }

 private:
  struct Part {
    TokenId token;
    TokenId rank;  // of merging it with the next part; kNoToken when they do not merge
  };

  void split_into_parts(const Vocabulary& vocabulary, std::string_view piece);
  void merge_few(const Vocabulary& vocabulary);
  void merge_many(const Vocabulary& vocabulary);

  std::vector<Part> parts_;  // the first `count_` are in use
  std::size_t count_ = 0;
  std::vector<TokenId> tokens_;
  std::size_t steps_ = 0;
};

}  // namespace oaisim
