// A view of one packed vocabulary: whole tokens by their bytes, and what merges into what.
//
// Thread safety: immutable. Ownership: views memory that outlives it, normally the program's own image.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "common/text/vocabulary_format.h"

namespace oaisim {

class Vocabulary {
 public:
  // REQUIRES: `packed` starts with a PackedHeader, aligned to 64 bytes. Reads nothing but the header.
  explicit Vocabulary(const unsigned char* packed);

  std::string_view bytes_of(TokenId token) const;

  // Looking a whole piece up takes two steps, so that the table's memory can arrive between them.
  struct Lookup {
    std::string_view piece;
    ShortKey key;  // only of pieces of at most kShortBytes
    std::uint64_t hash;
  };

  // REQUIRES: the bytes from `p` up to `readable_end` may be read; it is not before p + length.
  Lookup start_lookup(const char* p, std::size_t length, const char* readable_end) const {
    if (length > kShortBytes) return start_long_lookup({p, length});
    const ShortKey key = load_key(p, length, readable_end);
    const std::uint64_t hash = hash_short(key);
    __builtin_prefetch(&short_slots_[hash >> short_shift_]);
    return {{p, length}, key, hash};
  }

  // The token that is exactly the piece, or kNoToken.
  TokenId finish_lookup(const Lookup& lookup) const {
    return lookup.piece.size() <= kShortBytes ? find_short(lookup) : find_long(lookup);
  }

  // The token that `left` and `right` merge into, or kNoToken.
  TokenId merged(TokenId left, TokenId right) const {
    const std::uint64_t key = pair_key(left, right);
    const std::uint64_t hash = hash_pair(key);
    const std::uint64_t bits = filter_bits(hash);
    return (pair_filter_[hash >> filter_shift_] & bits) == bits ? find_pair(key, hash) : kNoToken;
  }

  // The same for two single bytes.
  TokenId merged_bytes(unsigned char first, unsigned char second) const { return byte_pairs_[first * 256u + second]; }

  TokenId token_of_byte(unsigned char byte) const { return byte_tokens_[byte]; }

  // The token of a whole character, or kNoToken. REQUIRES: code_point < 0x10000.
  TokenId token_of_character(char32_t code_point) const { return char_tokens_[code_point]; }

  struct Border {
    bool splits_before, splits_after;
  };

  // Which of the two characters that meet at `border` must be merged from its bytes, as there are tokens
  // that take a part of it together with the other. REQUIRES: well-formed UTF-8 around `border`, which is
  // neither end of the text.
  Border border_at(const char* border, const char* begin, const char* end) const {
    const std::uint16_t key = overlap_key(static_cast<unsigned char>(border[-1]), static_cast<unsigned char>(*border));
    const OverlapKeys& keys = overlap_keys_[key / 64];
    if ((keys.bits >> key % 64 & 1) == 0) return {false, false};
    const std::uint64_t below = keys.bits & ~(~std::uint64_t{0} << key % 64);
    return find_overlaps(keys.keys_before + static_cast<std::size_t>(std::popcount(below)), border, begin, end);
  }

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

  TokenId find_short(const Lookup& lookup) const {
    const auto length = static_cast<std::uint32_t>(lookup.piece.size());
    for (std::size_t i = lookup.hash >> short_shift_;; i = (i + 1) & short_mask_) {
      const ShortSlot& slot = short_slots_[i];
      if (slot.low == lookup.key.low && slot.high == lookup.key.high && slot.length_and_id >> 24 == length) {
        return slot.length_and_id & 0xFFFFFF;
      }
      if (slot.length_and_id == 0) return kNoToken;
    }
  }

  Lookup start_long_lookup(std::string_view piece) const;
  TokenId find_long(const Lookup& lookup) const;
  TokenId find_pair(std::uint64_t key, std::uint64_t hash) const;
  Border find_overlaps(std::size_t group, const char* border, const char* begin, const char* end) const;

  std::size_t token_count_;
  std::size_t longest_token_bytes_;
  const std::uint32_t* span_starts_;
  const char* token_bytes_;
  const ShortSlot* short_slots_;
  const LongSlot* long_slots_;
  const std::uint64_t* pair_filter_;
  const std::uint64_t* pair_slots_;
  const TokenId* byte_pairs_;
  const TokenId* byte_tokens_;
  const TokenId* char_tokens_;
  const OverlapKeys* overlap_keys_;
  const std::uint32_t* overlap_groups_;
  const Overlap* overlaps_;
  std::size_t short_mask_, long_mask_, pair_mask_;
  int short_shift_, long_shift_, filter_shift_, pair_shift_;
};

}  // namespace oaisim
