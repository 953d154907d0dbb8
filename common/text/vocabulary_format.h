// The packed vocabulary: what the packer writes at build time and the program reads in place.
//
//   +-----------------+  all numbers little-endian, every section aligned to 64 bytes
//   | PackedHeader    |
//   | span starts     |  u32[token_count + 1]: where each token's bytes start in the next section
//   | token bytes     |  the tokens' bytes, joined in the order of ids
//   | token records   |  TokenRecord[token_count]
//   | short slots     |  ShortSlot[2^n]: tokens of up to 12 bytes, by their bytes (open addressing)
//   | long slots      |  LongSlot[2^n]: the longer tokens, by a hash of their bytes
//   | pair filter     |  u64[2^n]: rules out most pairs of tokens that do not merge
//   | pair slots      |  u64[2^n]: which two tokens merge into which
//   | trie nodes      |  u64[]: every token, byte by byte (double array)
//   +-----------------+
//
// Byte pairs merge in the order of ids, as ids are ranks. Each token has exactly one pair of tokens that
// it is ever merged from: the last merge when its own bytes are encoded.
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
  static constexpr std::uint64_t kMagic = 0x3230'5042'4D49'5341;  // changes with the format
  std::uint64_t magic;
  std::uint32_t token_count;  // highest id + 1; an id without a token has no bytes
  std::uint32_t longest_token_bytes;
  PackedSection span_starts, token_bytes, token_records, short_slots, long_slots, pair_filter, pair_slots, trie_nodes;
};

// What merging needs to know of a token, in half a cache line. `left_ends` are the left one of the two tokens
// that it is merged from, the left one of the two that that one is merged from, and so on; kNoToken after a
// single byte. The fourth is the first of the third's. `right_ends` likewise.
struct alignas(32) TokenRecord {
  static constexpr std::size_t kEnds = 3;
  std::uint32_t length_bytes;
  TokenId shorter;  // the longest other token that it starts with, or kNoToken
  TokenId left_ends[kEnds];
  TokenId right_ends[kEnds];
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

// --- Trie -------------------------------------------------------------------------------------------

// A node is base << 40 | token << 16 | label. The child by byte b is the node at base + b, if that node's
// label is b: no two nodes have the same base, so the label alone tells whose child it is.
struct TrieNode {
  static constexpr std::uint32_t kNoLabel = 0x100;
  static constexpr std::uint32_t kNoTokenHere = 0xFFFFFF;

  static std::uint64_t pack(std::uint32_t base, std::uint32_t token, std::uint32_t label) {
    return std::uint64_t{base} << 40 | std::uint64_t{token} << 16 | label;
  }
  static std::uint32_t base(std::uint64_t node) { return static_cast<std::uint32_t>(node >> 40); }
  static std::uint32_t token(std::uint64_t node) { return static_cast<std::uint32_t>(node >> 16) & 0xFFFFFF; }
  static std::uint32_t label(std::uint64_t node) { return static_cast<std::uint32_t>(node) & 0xFFFF; }
};

}  // namespace oaisim
