#include "common/text/packer/packed_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "common/text/packer/merge_table.h"
#include "common/text/packer/overlaps.h"
#include "common/text/utf8.h"
#include "common/text/vocabulary_format.h"

namespace oaisim {
namespace {

constexpr std::size_t kAlignment = 64;

// Open addressing with linear probing over 2^n slots, at most `kMaxLoad` of them used.
template <class Slot>
class HashTable {
 public:
  HashTable(std::size_t entries, double max_load, Slot empty)
      : slots_(std::bit_ceil(static_cast<std::size_t>(static_cast<double>(entries) / max_load) + 2), empty),
        used_(slots_.size()) {}

  void insert(std::uint64_t hash, Slot slot) {
    std::size_t at = hash >> (64 - std::countr_zero(slots_.size()));
    while (used_[at]) at = (at + 1) & (slots_.size() - 1);
    used_[at] = true;
    slots_[at] = slot;
  }

  const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::vector<Slot> slots_;
  std::vector<bool> used_;
};

class SectionWriter {
 public:
  SectionWriter() : file_(sizeof(PackedHeader), '\0') {}

  template <class T>
  PackedSection append(const std::vector<T>& values) {
    file_.resize((file_.size() + kAlignment - 1) / kAlignment * kAlignment);
    const PackedSection place{file_.size(), values.size()};
    file_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    return place;
  }

  std::string finish(const PackedHeader& header) {
    std::memcpy(file_.data(), &header, sizeof header);
    return std::move(file_);
  }

 private:
  std::string file_;
};

bool is_short(const std::string& token) { return token.size() <= kShortBytes; }

std::vector<ShortSlot> short_slots(const std::vector<std::string>& tokens) {
  const auto entries = std::count_if(tokens.begin(), tokens.end(), is_short);
  HashTable<ShortSlot> table(static_cast<std::size_t>(entries), 0.75, {0, 0, 0});
  for (TokenId id = 0; id < tokens.size(); ++id) {
    const std::string& token = tokens[id];
    if (token.empty() || !is_short(token)) continue;
    ShortKey key{0, 0};
    std::memcpy(&key.low, token.data(), std::min<std::size_t>(token.size(), 8));
    if (token.size() > 8) std::memcpy(&key.high, token.data() + 8, token.size() - 8);
    table.insert(hash_short(key), {key.low, key.high, static_cast<std::uint32_t>(token.size()) << 24 | id});
  }
  return table.slots();
}

std::vector<LongSlot> long_slots(const std::vector<std::string>& tokens) {
  const auto short_tokens = std::count_if(tokens.begin(), tokens.end(), is_short);
  HashTable<LongSlot> table(tokens.size() - static_cast<std::size_t>(short_tokens), 0.6, {0, kNoToken});
  for (TokenId id = 0; id < tokens.size(); ++id) {
    if (is_short(tokens[id])) continue;
    const std::uint64_t hash = hash_long(tokens[id].data(), tokens[id].size());
    table.insert(hash, {static_cast<std::uint32_t>(hash), id});
  }
  return table.slots();
}

std::vector<std::uint64_t> pair_filter(const std::vector<Merge>& merges) {
  constexpr std::size_t kBitsPerPair = 8;
  std::vector<std::uint64_t> words(std::bit_ceil(merges.size() * kBitsPerPair / 64));
  const int shift = 64 - std::countr_zero(words.size());
  for (const Merge& merge : merges) {
    if (merge.left == kNoToken) continue;
    const std::uint64_t hash = hash_pair(pair_key(merge.left, merge.right));
    words[hash >> shift] |= filter_bits(hash);
  }
  return words;
}

std::vector<std::uint64_t> pair_slots(const std::vector<Merge>& merges) {
  HashTable<std::uint64_t> table(merges.size(), 0.8, kEmptyPair);
  for (TokenId id = 0; id < merges.size(); ++id) {
    if (merges[id].left == kNoToken) continue;
    const std::uint64_t key = pair_key(merges[id].left, merges[id].right);
    table.insert(hash_pair(key), key << kIdBits | id);
  }
  return table.slots();
}

std::vector<TokenId> byte_tokens(const std::vector<std::string>& tokens) {
  std::vector<TokenId> table(256, kNoToken);
  for (TokenId id = 0; id < tokens.size(); ++id) {
    if (tokens[id].size() == 1) table[static_cast<unsigned char>(tokens[id][0])] = id;
  }
  return table;
}

std::vector<TokenId> byte_pairs(const std::vector<std::string>& tokens, const std::vector<Merge>& merges) {
  std::vector<TokenId> table(256 * 256, kNoToken);
  for (TokenId id = 0; id < tokens.size(); ++id) {
    if (tokens[id].size() != 2) continue;
    const auto first = static_cast<unsigned char>(tokens[merges[id].left][0]);
    const auto second = static_cast<unsigned char>(tokens[merges[id].right][0]);
    table[first * 256u + second] = id;
  }
  return table;
}

std::vector<TokenId> char_tokens(const std::vector<std::string>& tokens) {
  std::vector<TokenId> table(65536, kNoToken);
  for (TokenId id = 0; id < tokens.size(); ++id) {
    const std::string& token = tokens[id];
    if (token.empty() || valid_utf8_prefix(token) != token.size()) continue;
    const DecodedCharacter character = decode_utf8(token.data());
    const bool single = character.next == token.data() + token.size();
    if (single && character.code_point < table.size()) table[character.code_point] = id;
  }
  return table;
}

}  // namespace

std::string pack_vocabulary(const std::vector<std::string>& tokens) {
  std::vector<std::uint32_t> span_starts(1, 0);
  std::vector<char> token_bytes;
  std::size_t longest = 0;
  for (const std::string& token : tokens) {
    token_bytes.insert(token_bytes.end(), token.begin(), token.end());
    span_starts.push_back(static_cast<std::uint32_t>(token_bytes.size()));
    longest = std::max(longest, token.size());
  }
  const std::vector<Merge> merges = build_merge_table(tokens);

  PackedHeader header{};
  header.magic = PackedHeader::kMagic;
  header.token_count = static_cast<std::uint32_t>(tokens.size());
  header.longest_token_bytes = static_cast<std::uint32_t>(longest);
  SectionWriter writer;
  header.span_starts = writer.append(span_starts);
  header.token_bytes = writer.append(token_bytes);
  header.short_slots = writer.append(short_slots(tokens));
  header.long_slots = writer.append(long_slots(tokens));
  header.pair_filter = writer.append(pair_filter(merges));
  header.pair_slots = writer.append(pair_slots(merges));
  header.byte_pairs = writer.append(byte_pairs(tokens, merges));
  header.byte_tokens = writer.append(byte_tokens(tokens));
  header.char_tokens = writer.append(char_tokens(tokens));
  const OverlapTable overlaps = build_overlaps(tokens);
  header.overlap_keys = writer.append(overlaps.keys);
  header.overlap_groups = writer.append(overlaps.groups);
  header.overlaps = writer.append(overlaps.overlaps);
  return writer.finish(header);
}

}  // namespace oaisim
