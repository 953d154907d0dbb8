#include "common/text/byte_pair_merger.h"

namespace oaisim {

// Merges happen in the order of ranks. Undoing those along the border, latest first, visits every pair of
// tokens that ever met there: `left`'s right ends and `right`'s left ends. They stay apart unless such a
// pair merges before either of its tokens is itself merged away from the border. Of equal ranks the
// leftmost merges first.
bool stay_apart(const Vocabulary& vocabulary, TokenId left, TokenId right) {
  TokenId left_merges_at = kNoToken;
  TokenId right_merges_at = kNoToken;
  for (;;) {
    const TokenId crossing = vocabulary.merged(left, right);
    if (crossing < left_merges_at && crossing <= right_merges_at && crossing != kNoToken) return false;
    const TokenMerge& left_merge = vocabulary.merge_of(left);
    const TokenMerge& right_merge = vocabulary.merge_of(right);
    const bool left_is_byte = left_merge.left == kNoToken;
    const bool right_is_byte = right_merge.left == kNoToken;
    if (left_is_byte && right_is_byte) return true;
    if (right_is_byte || (!left_is_byte && left > right)) {
      left_merges_at = left;
      left = left_merge.right;
    } else {
      right_merges_at = right;
      right = right_merge.left;
    }
  }
}

std::span<const TokenId> BytePairMerger::merge(const Vocabulary& vocabulary, std::string_view piece) {
  const char* const end = piece.data() + piece.size();
  const char* p = piece.data();
  const auto is_dead = [this, &piece](const char* at) {
    const auto bit = static_cast<std::size_t>(at - piece.data());
    return (dead_[bit / 64] >> bit % 64 & 1) != 0;
  };
  tokens_.clear();
  dead_.assign(piece.size() / 64 + 1, 0);
  steps_ = 0;
  TokenId token = vocabulary.longest_at(p, end);
  for (;;) {
    ++steps_;
    const TokenMerge& merge = vocabulary.merge_of(token);
    const char* const next = p + merge.length_bytes;
    if (!is_dead(next) && (tokens_.empty() || stay_apart(vocabulary, tokens_.back(), token))) {
      tokens_.push_back(token);
      p = next;
      if (p == end) return tokens_;
      token = vocabulary.longest_at(p, end);
    } else if (merge.shorter != kNoToken) {
      token = merge.shorter;
    } else {
      const auto bit = static_cast<std::size_t>(p - piece.data());
      dead_[bit / 64] |= std::uint64_t{1} << bit % 64;
      token = tokens_.back();
      tokens_.pop_back();
      p -= vocabulary.merge_of(token).length_bytes;
    }
  }
}

}  // namespace oaisim
