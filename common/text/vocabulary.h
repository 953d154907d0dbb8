// A view of one packed vocabulary: whole tokens by their bytes, merges, the longest token at a position.
//
// Thread safety: immutable. Ownership: views memory that outlives it, normally the program's own image.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "common/text/vocabulary_format.h"

namespace oaisim {

class Vocabulary {
 public:
  // REQUIRES: `packed` starts with a PackedHeader, aligned to 64 bytes. Reads nothing but the header.
  explicit Vocabulary(const unsigned char* packed);

  std::string_view bytes_of(TokenId token) const;

  // The token whose bytes are exactly [p, p + length), or kNoToken.
  // REQUIRES: the bytes up to `readable_end` may be read; it is not before p + length.
  TokenId find(const char* p, std::size_t length, const char* readable_end) const {
    if (length <= kShortBytes) return find_short(load_key(p, length, readable_end), length);
    return find_long(p, length);
  }

  const TokenRecord& record_of(TokenId token) const { return records_[token]; }

  // The token that `left` and `right` merge into, or kNoToken.
  TokenId merged(TokenId left, TokenId right) const {
    const std::uint64_t key = pair_key(left, right);
    const std::uint64_t hash = hash_pair(key);
    const std::uint64_t bits = filter_bits(hash);
    return (pair_filter_[hash >> filter_shift_] & bits) == bits ? find_pair(key, hash) : kNoToken;
  }

  // The longest token that [p, end) starts with. REQUIRES: p != end.
  TokenId longest_at(const char* p, const char* end) const {
    TokenId longest = kNoToken;
    std::uint64_t node = trie_nodes_[0];
    for (; p != end; ++p) {
      const auto byte = static_cast<unsigned char>(*p);
      node = trie_nodes_[TrieNode::base(node) + byte];
      if (TrieNode::label(node) != byte) break;
      if (TrieNode::token(node) != TrieNode::kNoTokenHere) longest = TrieNode::token(node);
    }
    return longest;
  }

  // The same for several positions at once, which then wait for memory together: `found[i]` becomes the longest
  // token at `text[i]` for each i of `starts`. REQUIRES: at most kMaxStarts of them, all below text.size().
  static constexpr std::size_t kMaxStarts = 64;
  void longest_at_each(std::string_view text, std::span<const std::uint8_t> starts, TokenId* found) const;

 private:
  static ShortKey load_key(const char* p, std::size_t length, const char* readable_end) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (readable_end - p >= 16) {
      std::memcpy(&low, p, 8);
      std::memcpy(&high, p + 8, 8);
      // Shifts by 64 are undefined, so a full word is shifted in two steps.
      const auto cut = [](std::uint64_t word, std::size_t bytes) {
        return bytes >= 8 ? word : word & ~(~std::uint64_t{0} << bytes * 8);
      };
      low = cut(low, length);
      high = cut(high, length > 8 ? length - 8 : 0);
    } else {
      std::memcpy(&low, p, length < 8 ? length : 8);
      if (length > 8) std::memcpy(&high, p + 8, length - 8);
    }
    return {low, static_cast<std::uint32_t>(high)};
  }

  TokenId find_short(ShortKey key, std::size_t length) const {
    for (std::size_t i = hash_short(key) >> short_shift_;; i = (i + 1) & short_mask_) {
      const ShortSlot& slot = short_slots_[i];
      if (slot.low == key.low && slot.high == key.high && slot.length_and_id >> 24 == length) {
        return slot.length_and_id & 0xFFFFFF;
      }
      if (slot.length_and_id == 0) return kNoToken;
    }
  }

  TokenId find_long(const char* p, std::size_t length) const;
  TokenId find_pair(std::uint64_t key, std::uint64_t hash) const;

  std::size_t token_count_;
  std::size_t longest_token_bytes_;
  const std::uint32_t* span_starts_;
  const char* token_bytes_;
  const TokenRecord* records_;
  const ShortSlot* short_slots_;
  const LongSlot* long_slots_;
  const std::uint64_t* pair_filter_;
  const std::uint64_t* pair_slots_;
  const std::uint64_t* trie_nodes_;
  std::size_t short_mask_, long_mask_, pair_mask_;
  int short_shift_, long_shift_, filter_shift_, pair_shift_;
};

}  // namespace oaisim
