#include "common/text/vocabulary.h"

#include <stdexcept>

namespace oaisim {
namespace {

template <class T>
const T* section(const unsigned char* packed, const PackedSection& place) {
  return reinterpret_cast<const T*>(packed + place.offset_bytes);
}

// A table of 2^n slots is indexed by the upper n bits of a hash.
int shift_of(const PackedSection& table) { return 64 - std::countr_zero(table.count); }

}  // namespace

Vocabulary::Vocabulary(const unsigned char* packed) {
  const auto& header = *reinterpret_cast<const PackedHeader*>(packed);
  if (header.magic != PackedHeader::kMagic) throw std::logic_error("packed vocabulary of another format");
  token_count_ = header.token_count;
  longest_token_bytes_ = header.longest_token_bytes;
  span_starts_ = section<std::uint32_t>(packed, header.span_starts);
  token_bytes_ = section<char>(packed, header.token_bytes);
  merges_ = section<TokenMerge>(packed, header.token_merges);
  short_slots_ = section<ShortSlot>(packed, header.short_slots);
  long_slots_ = section<LongSlot>(packed, header.long_slots);
  pair_slots_ = section<std::uint64_t>(packed, header.pair_slots);
  trie_nodes_ = section<std::uint64_t>(packed, header.trie_nodes);
  short_mask_ = header.short_slots.count - 1;
  long_mask_ = header.long_slots.count - 1;
  pair_mask_ = header.pair_slots.count - 1;
  short_shift_ = shift_of(header.short_slots);
  long_shift_ = shift_of(header.long_slots);
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

}  // namespace oaisim
