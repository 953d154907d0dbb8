#include "common/text/byte_pair_merger.h"

#include <algorithm>
#include <functional>

#include "common/text/character_runs.h"

namespace oaisim {
namespace {

constexpr std::size_t kFewParts = 64;
constexpr std::size_t kKeptParts = 4096;

// Writes parts and the ranks of merging neighbours. REQUIRES: room for one part per byte.
template <class Part>
class PartWriter {
 public:
  PartWriter(const Vocabulary& vocabulary, Part* parts) : vocabulary_(vocabulary), first_(parts), next_(parts) {}

  void add_byte(unsigned char byte) {
    const TokenId token = vocabulary_.token_of_byte(byte);
    const bool after_byte = last_byte_ >= 0;
    add(token,
        after_byte ? vocabulary_.merged_bytes(static_cast<unsigned char>(last_byte_), byte) : rank_after_last(token));
    last_byte_ = byte;
  }

  void add_bytes(const char* p, const char* end) {
    for (; p != end; ++p) add_byte(static_cast<unsigned char>(*p));
  }

  void add_token(TokenId token) {
    add(token, rank_after_last(token));
    last_byte_ = kNoByte;
  }

  // A character of two or three bytes that is no token: what its bytes merge into by themselves is final, as no
  // part of it merges with anything beside it.
  // REQUIRES: the vocabulary has neither the whole character nor an overlap that splits it.
  void add_character(const char* p, const char* end) {
    const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
    const bool three = end - p == 3;
    const TokenId front = three ? vocabulary_.merged_bytes(byte(0), byte(1)) : kNoToken;
    const TokenId back = three ? vocabulary_.merged_bytes(byte(1), byte(2)) : kNoToken;
    if (front <= back && front != kNoToken) {
      add(front, kNoToken);
      add(vocabulary_.token_of_byte(byte(2)), kNoToken);
    } else {
      add(vocabulary_.token_of_byte(byte(0)), kNoToken);
      if (back != kNoToken) {
        add(back, kNoToken);
      } else {
        for (const char* q = p + 1; q != end; ++q) {
          add(vocabulary_.token_of_byte(static_cast<unsigned char>(*q)), kNoToken);
        }
      }
    }
    last_byte_ = kApart;
  }

  std::size_t count() const { return static_cast<std::size_t>(next_ - first_); }

 private:
  static constexpr int kNoByte = -1;
  static constexpr int kApart = -2;  // nothing merges with the last part

  TokenId rank_after_last(TokenId token) const {
    return next_ == first_ || last_byte_ == kApart ? kNoToken : vocabulary_.merged(next_[-1].token, token);
  }

  void add(TokenId token, TokenId rank_with_last) {
    if (next_ != first_) next_[-1].rank = rank_with_last;
    *next_++ = {token, kNoToken};
  }

  const Vocabulary& vocabulary_;
  Part* const first_;
  Part* next_;
  int last_byte_ = kNoByte;  // what the last part is, if it is a single byte that may merge with the next
};

// The token of a character of several bytes, or kNoToken when it has none or is beyond the table.
TokenId token_of(const Vocabulary& vocabulary, const DecodedCharacter& character) {
  return character.code_point < 0x10000 ? vocabulary.token_of_character(character.code_point) : kNoToken;
}

}  // namespace

void BytePairMerger::split_into_parts(const Vocabulary& vocabulary, std::string_view piece) {
  if (parts_.size() < piece.size()) parts_.resize(piece.size());
  PartWriter<Part> writer(vocabulary, parts_.data());
  const char* const end = piece.data() + piece.size();
  bool split_this = false;  // whether the character before demands that this one starts from bytes
  for (const char* p = piece.data(); p != end;) {
    const DecodedCharacter character = decode_utf8(p);
    Vocabulary::Border border{false, false};
    if (character.next != end && !(is_ascii(p) && is_ascii(character.next))) {
      border = vocabulary.border_at(character.next, piece.data(), end);
    }
    const bool whole = !split_this && !border.splits_before;
    const TokenId token = whole ? token_of(vocabulary, character) : kNoToken;
    if (is_ascii(p)) {
      writer.add_byte(static_cast<unsigned char>(*p));
    } else if (token != kNoToken) {
      writer.add_token(token);
    } else if (whole && character.next - p < 4) {
      writer.add_character(p, character.next);
    } else {
      writer.add_bytes(p, character.next);
    }
    split_this = border.splits_after;
    p = character.next;
  }
  count_ = writer.count();
}

void BytePairMerger::merge_few(const Vocabulary& vocabulary) {
  Part* const parts = parts_.data();
  std::size_t count = count_;
  for (;;) {
    std::uint64_t lowest = ~std::uint64_t{0};
    for (std::size_t i = 0; i < count; ++i) lowest = std::min(lowest, std::uint64_t{parts[i].rank} << 32 | i);
    steps_ += count;
    const auto merged = static_cast<TokenId>(lowest >> 32);
    if (merged == kNoToken) break;
    const auto at = static_cast<std::size_t>(lowest & 0xFFFFFFFF);
    parts[at].token = merged;
    --count;
    for (std::size_t i = at + 1; i < count; ++i) parts[i] = parts[i + 1];
    parts[at].rank = at + 1 < count ? vocabulary.merged(merged, parts[at + 1].token) : kNoToken;
    if (at > 0) parts[at - 1].rank = vocabulary.merged(parts[at - 1].token, merged);
  }
  tokens_.clear();
  for (std::size_t i = 0; i < count; ++i) tokens_.push_back(parts[i].token);
}

// The heap holds rank << 32 | position. A part that has been merged into the one before it is marked by its
// token; an entry whose rank is no longer that of its part is out of date.
void BytePairMerger::merge_many(const Vocabulary& vocabulary) {
  constexpr auto kLater = std::greater<std::uint64_t>();
  const std::size_t count = count_;
  std::vector<std::uint32_t> next(count + 1), previous(count + 1);
  std::vector<std::uint64_t> heap;
  for (std::size_t i = 0; i < count; ++i) {
    next[i] = static_cast<std::uint32_t>(i + 1);
    previous[i + 1] = static_cast<std::uint32_t>(i);
    if (parts_[i].rank != kNoToken) heap.push_back(std::uint64_t{parts_[i].rank} << 32 | i);
  }
  std::make_heap(heap.begin(), heap.end(), kLater);
  const auto rank_again = [&](std::size_t at) {
    parts_[at].rank = next[at] < count ? vocabulary.merged(parts_[at].token, parts_[next[at]].token) : kNoToken;
    if (parts_[at].rank == kNoToken) return;
    heap.push_back(std::uint64_t{parts_[at].rank} << 32 | at);
    std::push_heap(heap.begin(), heap.end(), kLater);
  };
  for (; !heap.empty(); ++steps_) {
    const auto merged = static_cast<TokenId>(heap.front() >> 32);
    const auto at = static_cast<std::size_t>(heap.front() & 0xFFFFFFFF);
    std::pop_heap(heap.begin(), heap.end(), kLater);
    heap.pop_back();
    if (parts_[at].token == kNoToken || parts_[at].rank != merged) continue;
    parts_[next[at]] = {kNoToken, kNoToken};
    parts_[at].token = merged;
    next[at] = next[next[at]];
    previous[next[at]] = static_cast<std::uint32_t>(at);
    rank_again(at);
    if (at > 0) rank_again(previous[at]);
  }
  tokens_.clear();
  for (std::size_t i = 0; i < count; i = next[i]) tokens_.push_back(parts_[i].token);
}

std::span<const TokenId> BytePairMerger::merge(const Vocabulary& vocabulary, std::string_view piece) {
  steps_ = 0;
  split_into_parts(vocabulary, piece);
  if (count_ <= kFewParts) {
    merge_few(vocabulary);
  } else {
    merge_many(vocabulary);
    if (parts_.size() > kKeptParts) std::vector<Part>().swap(parts_);
  }
  return tokens_;
}

}  // namespace oaisim
