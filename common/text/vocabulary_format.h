// The packed vocabulary: what the packer writes at build time and the program reads in place.
//
//   +-----------------+  all numbers little-endian, every section aligned to 64 bytes
//   | PackedHeader    |
//   | span starts     |  u32[token_count + 1]: where each token's bytes start in the next section
//   | token bytes     |  the tokens' bytes, joined in the order of ids
//   | short slots     |  ShortSlot[2^n]: tokens of up to 12 bytes, by their bytes (open addressing)
//   | long slots      |  LongSlot[2^n]: the longer tokens, by a hash of their bytes
//   | pair filter     |  u64[2^n]: rules out most pairs of tokens that do not merge
//   | pair slots      |  u64[2^n]: which two tokens merge into which (open addressing)
//   | byte pairs      |  u32[256 * 256]: the same for single bytes, by first byte * 256 + second
//   | byte tokens     |  u32[256]: the token of each byte
//   | char tokens     |  u32[65536]: the token of each character up to U+FFFF, or kNoToken
//   | overlap keys    |  OverlapKeys[1024]: which (last byte, first byte) the overlaps start from
//   | overlap groups  |  u32[]: where the overlaps of each such key start, and the end of the last ones
//   | overlaps        |  Overlap[]: where tokens end within a character, sorted by key
//   +-----------------+
//
// Byte pairs merge in the order of ids, as ids are ranks. Each token has exactly one pair of tokens that
// it is ever merged from: the last merge when its own bytes are encoded. Both have lower ids.
// Thread safety: plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "common/text/tokenizer.h"

namespace oaisim {

inline constexpr TokenId kNoToken = 0xFFFFFFFF;

struct PackedSection {
  std::uint64_t offset_bytes;
  std::uint64_t count;
};

struct PackedHeader {
  static constexpr std::uint64_t kMagic = 0x3430'5042'4D49'5341;  // changes with the format
  std::uint64_t magic;
  std::uint32_t token_count;  // highest id + 1; an id without a token has no bytes
  std::uint32_t longest_token_bytes;
  PackedSection span_starts, token_bytes, short_slots, long_slots;
  PackedSection pair_filter, pair_slots, byte_pairs, byte_tokens, char_tokens, overlap_keys, overlap_groups, overlaps;
};

// --- Whole tokens -----------------------------------------------------------------------------------

inline constexpr std::size_t kShortBytes = 12;

// The bytes themselves, zero-padded, are the key: a hit needs no second look at the token's bytes.
struct ShortKey {
  std::uint64_t low;   // bytes 0..7
  std::uint32_t high;  // bytes 8..11
};

struct ShortSlot {
  std::uint64_t low;
  std::uint32_t high;
  std::uint32_t length_and_id;  // length << 24 | id; 0 marks an empty slot
};

struct LongSlot {
  std::uint32_t hash;
  TokenId id;  // kNoToken marks an empty slot
};

inline std::uint64_t mix(std::uint64_t x) {
  x *= 0x9E3779B97F4A7C15u;
  return x ^ (x >> 32);
}

inline std::uint64_t hash_short(ShortKey key) { return mix(key.low ^ (key.high * 0xD6E8FEB86659FD93u)); }

// REQUIRES: length >= 8. The last word overlaps the one before it when the length is no multiple of 8.
inline std::uint64_t hash_long(const char* bytes, std::size_t length) {
  std::uint64_t hash = length;
  std::uint64_t word;
  for (std::size_t i = 0; i + 8 < length; i += 8) {
    std::memcpy(&word, bytes + i, sizeof word);
    hash = mix(hash ^ word);
  }
  std::memcpy(&word, bytes + length - 8, sizeof word);
  return mix(hash ^ word);
}

// --- Merges -----------------------------------------------------------------------------------------

inline constexpr int kIdBits = 21;
inline constexpr std::uint64_t kIdMask = (std::uint64_t{1} << kIdBits) - 1;
inline constexpr std::uint64_t kEmptyPair = ~std::uint64_t{0};

inline std::uint64_t pair_key(TokenId left, TokenId right) { return std::uint64_t{left} << kIdBits | right; }

// A pair slot is key << 21 | merged token; it is found by the upper bits of the key's hash.
inline std::uint64_t hash_pair(std::uint64_t key) { return mix(key); }

// The pair filter is a Bloom filter that sets two bits per pair in one word, which the upper bits choose.
inline std::uint64_t filter_bits(std::uint64_t hash) {
  return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63);
}

// --- Characters -------------------------------------------------------------------------------------

// Merging may start from whole characters instead of their bytes wherever no token could take a part of the
// character together with something beside it. The few tokens that do so, such as "の" with the first byte of
// another character, are listed by what is on both sides of the border between two characters.
// The masks tell which of the four bytes on a side count; `before` is read as the four bytes up to the border.
struct Overlap {
  std::uint32_t before, before_mask;
  std::uint32_t after, after_mask;
  std::uint32_t splits_before, splits_after;  // which of the two must be merged from its bytes
};

// One bit for each of 64 keys, and how many keys there are in the words before.
struct OverlapKeys {
  std::uint64_t bits;
  std::uint64_t keys_before;
};

inline std::uint16_t overlap_key(unsigned char last, unsigned char first) {
  return static_cast<std::uint16_t>(last << 8 | first);
}

}  // namespace oaisim
