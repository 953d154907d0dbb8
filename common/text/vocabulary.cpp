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
  records_ = section<TokenRecord>(packed, header.token_records);
  short_slots_ = section<ShortSlot>(packed, header.short_slots);
  long_slots_ = section<LongSlot>(packed, header.long_slots);
  pair_filter_ = section<std::uint64_t>(packed, header.pair_filter);
  pair_slots_ = section<std::uint64_t>(packed, header.pair_slots);
  trie_nodes_ = section<std::uint64_t>(packed, header.trie_nodes);
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

void Vocabulary::longest_at_each(std::string_view text, std::span<const std::uint8_t> starts, TokenId* found) const {
  std::uint64_t nodes[kMaxStarts];
  std::uint8_t walking[kMaxStarts];  // the starts whose walk goes on
  std::size_t count = 0;
  for (const std::uint8_t start : starts) {
    walking[count] = start;
    nodes[count++] = trie_nodes_[0];
    found[start] = kNoToken;
  }
  for (std::size_t depth = 0; count != 0; ++depth) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t start = walking[i];
      const auto byte = static_cast<unsigned char>(text[start + depth]);
      const std::uint64_t node = trie_nodes_[TrieNode::base(nodes[i]) + byte];
      const bool matches = TrieNode::label(node) == byte;
      const bool is_token = TrieNode::token(node) != TrieNode::kNoTokenHere;
      found[start] = matches && is_token ? TrieNode::token(node) : found[start];
      nodes[kept] = node;
      walking[kept] = start;
      kept += matches && start + depth + 1 < text.size();
    }
    count = kept;
  }
  for (const std::uint8_t start : starts) __builtin_prefetch(&records_[found[start]]);
}

TokenId Vocabulary::find_pair(std::uint64_t key, std::uint64_t hash) const {
  for (std::size_t i = hash >> pair_shift_;; i = (i + 1) & pair_mask_) {
    const std::uint64_t slot = pair_slots_[i];
    if (slot >> kIdBits == key) return static_cast<TokenId>(slot & kIdMask);
    if (slot == kEmptyPair) return kNoToken;
  }
}

}  // namespace oaisim
