#include "common/text/vocabulary.h"

#include <algorithm>
#include <stdexcept>

namespace oaisim {
namespace {

template <class T>
const T* section(const unsigned char* packed, const PackedSection& place) {
  return reinterpret_cast<const T*>(packed + place.offset_bytes);
}

// A table of 2^n slots is indexed by the upper n bits of a hash.
int shift_of(const PackedSection& table) { return 64 - std::countr_zero(table.count); }

// The up to four bytes that end at `end`, the last one on top; 0 where there are none.
std::uint32_t bytes_before(const char* begin, const char* end) {
  std::uint32_t word = 0;
  const auto length = static_cast<std::size_t>(std::min<std::ptrdiff_t>(end - begin, 4));
  std::memcpy(reinterpret_cast<char*>(&word) + (4 - length), end - length, length);
  return word;
}

std::uint32_t bytes_after(const char* begin, const char* end) {
  std::uint32_t word = 0;
  std::memcpy(&word, begin, static_cast<std::size_t>(std::min<std::ptrdiff_t>(end - begin, 4)));
  return word;
}

}  // namespace

Vocabulary::Vocabulary(const unsigned char* packed) {
  const auto& header = *reinterpret_cast<const PackedHeader*>(packed);
  if (header.magic != PackedHeader::kMagic) throw std::logic_error("packed vocabulary of another format");
  token_count_ = header.token_count;
  longest_token_bytes_ = header.longest_token_bytes;
  span_starts_ = section<std::uint32_t>(packed, header.span_starts);
  token_bytes_ = section<char>(packed, header.token_bytes);
  short_slots_ = section<ShortSlot>(packed, header.short_slots);
  long_slots_ = section<LongSlot>(packed, header.long_slots);
  pair_filter_ = section<std::uint64_t>(packed, header.pair_filter);
  pair_slots_ = section<std::uint64_t>(packed, header.pair_slots);
  byte_pairs_ = section<TokenId>(packed, header.byte_pairs);
  byte_tokens_ = section<TokenId>(packed, header.byte_tokens);
  char_tokens_ = section<TokenId>(packed, header.char_tokens);
  overlap_keys_ = section<OverlapKeys>(packed, header.overlap_keys);
  overlap_groups_ = section<std::uint32_t>(packed, header.overlap_groups);
  overlaps_ = section<Overlap>(packed, header.overlaps);
  short_mask_ = header.short_slots.count - 1;
  long_mask_ = header.long_slots.count - 1;
  pair_mask_ = header.pair_slots.count - 1;
  short_shift_ = shift_of(header.short_slots);
  long_shift_ = shift_of(header.long_slots);
  filter_shift_ = shift_of(header.pair_filter);
  pair_shift_ = shift_of(header.pair_slots);
}

std::string_view Vocabulary::bytes_of(TokenId token) const {
  if (token >= token_count_) return {};
  return {token_bytes_ + span_starts_[token], span_starts_[token + 1] - span_starts_[token]};
}

Vocabulary::Lookup Vocabulary::start_long_lookup(std::string_view piece) const {
  if (piece.size() > longest_token_bytes_) return {piece, {0, 0}, 0};
  const std::uint64_t hash = hash_long(piece.data(), piece.size());
  __builtin_prefetch(&long_slots_[hash >> long_shift_]);
  return {piece, {0, 0}, hash};
}

TokenId Vocabulary::find_long(const Lookup& lookup) const {
  if (lookup.piece.size() > longest_token_bytes_) return kNoToken;
  const auto tag = static_cast<std::uint32_t>(lookup.hash);
  for (std::size_t i = lookup.hash >> long_shift_;; i = (i + 1) & long_mask_) {
    const LongSlot& slot = long_slots_[i];
    if (slot.id == kNoToken) return kNoToken;
    if (slot.hash == tag && bytes_of(slot.id) == lookup.piece) return slot.id;
  }
}

TokenId Vocabulary::find_pair(std::uint64_t key, std::uint64_t hash) const {
  for (std::size_t i = hash >> pair_shift_;; i = (i + 1) & pair_mask_) {
    const std::uint64_t slot = pair_slots_[i];
    if (slot >> kIdBits == key) return static_cast<TokenId>(slot & kIdMask);
    if (slot == kEmptyPair) return kNoToken;
  }
}

// A character too many that is merged from its bytes costs time and nothing else.
Vocabulary::Border Vocabulary::find_overlaps(std::size_t group, const char* border, const char* begin,
                                             const char* end) const {
  const std::uint32_t before = bytes_before(begin, border);
  const std::uint32_t after = bytes_after(border, end);
  Border found{false, false};
  for (std::size_t i = overlap_groups_[group]; i < overlap_groups_[group + 1]; ++i) {
    const Overlap& overlap = overlaps_[i];
    const bool here = (before & overlap.before_mask) == overlap.before && (after & overlap.after_mask) == overlap.after;
    found.splits_before |= here && overlap.splits_before != 0;
    found.splits_after |= here && overlap.splits_after != 0;
  }
  return found;
}

}  // namespace oaisim
