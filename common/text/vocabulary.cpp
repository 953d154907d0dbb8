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

std::uint16_t key_of(const Overlap& overlap) { return overlap_key(overlap.before[0], overlap.after[0]); }

bool occurs_at(const Overlap& overlap, const char* border, const char* begin, const char* end) {
  if (border - begin < overlap.before_length || end - border < overlap.after_length) return false;
  for (int i = 1; i < overlap.before_length; ++i) {
    if (static_cast<std::uint8_t>(border[-1 - i]) != overlap.before[i]) return false;
  }
  return std::memcmp(border, overlap.after, overlap.after_length) == 0;
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
  overlap_keys_ = section<std::uint64_t>(packed, header.overlap_keys);
  overlaps_ = {section<Overlap>(packed, header.overlaps), header.overlaps.count};
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

TokenId Vocabulary::find_long(const char* p, std::size_t length) const {
  if (length > longest_token_bytes_) return kNoToken;
  const std::uint64_t hash = hash_long(p, length);
  const auto tag = static_cast<std::uint32_t>(hash);
  for (std::size_t i = hash >> long_shift_;; i = (i + 1) & long_mask_) {
    const LongSlot& slot = long_slots_[i];
    if (slot.id == kNoToken) return kNoToken;
    if (slot.hash == tag && bytes_of(slot.id) == std::string_view(p, length)) return slot.id;
  }
}

TokenId Vocabulary::find_pair(std::uint64_t key, std::uint64_t hash) const {
  for (std::size_t i = hash >> pair_shift_;; i = (i + 1) & pair_mask_) {
    const std::uint64_t slot = pair_slots_[i];
    if (slot >> kIdBits == key) return static_cast<TokenId>(slot & kIdMask);
    if (slot == kEmptyPair) return kNoToken;
  }
}

Vocabulary::Border Vocabulary::find_overlaps(std::uint16_t key, const char* border, const char* begin,
                                             const char* end) const {
  Border found{false, false};
  auto overlap = std::lower_bound(overlaps_.begin(), overlaps_.end(), key,
                                  [](const Overlap& a, std::uint16_t b) { return key_of(a) < b; });
  for (; overlap != overlaps_.end() && key_of(*overlap) == key; ++overlap) {
    if (!occurs_at(*overlap, border, begin, end)) continue;
    found.splits_before |= overlap->splits_before != 0;
    found.splits_after |= overlap->splits_after != 0;
  }
  return found;
}

}  // namespace oaisim
