// Remembers how pieces that are no single token were merged: words outside the vocabulary come back often.
//
// Thread safety: one thread's own. Memory: kEntries cache lines, taken when the first piece is stored; a new
// piece replaces the one that has the same place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "common/text/vocabulary.h"

namespace oaisim {

class PieceCache {
 public:
  static constexpr std::size_t kMaxBytes = 24;
  static constexpr std::size_t kMaxTokens = 7;
  static constexpr std::size_t kEntries = 16384;

  // The piece's tokens, valid until the next call of `store`; empty when it is not remembered.
  std::span<const TokenId> find(const Vocabulary& vocabulary, std::string_view piece) const {
    if (piece.size() > kMaxBytes || entries_.empty()) return {};
    const Entry& entry = entries_[place_of(piece)];
    const bool same = entry.vocabulary == &vocabulary && entry.length == piece.size() &&
                      std::memcmp(entry.bytes, piece.data(), piece.size()) == 0;
    return same ? std::span(entry.tokens, entry.count) : std::span<const TokenId>();
  }

  void store(const Vocabulary& vocabulary, std::string_view piece, std::span<const TokenId> tokens) {
    if (piece.size() > kMaxBytes || tokens.size() > kMaxTokens) return;
    if (entries_.empty()) entries_.resize(kEntries);
    Entry& entry = entries_[place_of(piece)];
    entry.vocabulary = &vocabulary;
    entry.length = static_cast<std::uint8_t>(piece.size());
    entry.count = static_cast<std::uint8_t>(tokens.size());
    std::memcpy(entry.bytes, piece.data(), piece.size());
    std::memcpy(entry.tokens, tokens.data(), tokens.size_bytes());
  }

 private:
  struct alignas(64) Entry {
    const Vocabulary* vocabulary = nullptr;
    char bytes[kMaxBytes];
    std::uint8_t length = 0;
    std::uint8_t count = 0;
    TokenId tokens[kMaxTokens];
  };
  static_assert(sizeof(Entry) == 64);

  static std::size_t place_of(std::string_view piece) {
    std::uint64_t hash = 0;
    if (piece.size() >= 8) {
      hash = hash_long(piece.data(), piece.size());
    } else {
      std::memcpy(&hash, piece.data(), piece.size());
      hash = mix(hash);
    }
    return hash >> 50;
  }
  static_assert(kEntries == std::size_t{1} << (64 - 50));

  std::vector<Entry> entries_;
};

}  // namespace oaisim
