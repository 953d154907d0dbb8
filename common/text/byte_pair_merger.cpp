#include "common/text/byte_pair_merger.h"

#include <algorithm>

#include "common/text/character_runs.h"

namespace oaisim {

namespace {

// Walks along a token's left or right ends: the tokens at one of its borders, from the latest merge back.
template <TokenId (TokenRecord::*kSide)[TokenRecord::kEnds]>
class BorderWalk {
 public:
  BorderWalk(const Vocabulary& vocabulary, TokenId token)
      : vocabulary_(vocabulary), ends_(vocabulary.record_of(token).*kSide), token_(token) {}

  TokenId token() const { return token_; }
  TokenId merged_at() const { return merged_at_; }      // rank by which `token` is merged away; kNoToken: never
  bool at_byte() const { return ends_[next_] == kNoToken; }

  void step_back() {
    merged_at_ = token_;
    token_ = ends_[next_++];
    if (next_ < TokenRecord::kEnds) return;
    ends_ = vocabulary_.record_of(token_).*kSide;
    next_ = 0;
  }

 private:
  const Vocabulary& vocabulary_;
  const TokenId* ends_;
  std::size_t next_ = 0;
  TokenId token_;
  TokenId merged_at_ = kNoToken;
};

}  // namespace

// Merges happen in the order of ranks. Undoing those along the border, latest first, visits every pair of
// tokens that ever met there. They stay apart unless such a pair merges before either of its tokens is
// itself merged away from the border. Of equal ranks the leftmost merges first.
bool stay_apart(const Vocabulary& vocabulary, TokenId left, TokenId right) {
  BorderWalk<&TokenRecord::right_ends> before(vocabulary, left);
  BorderWalk<&TokenRecord::left_ends> after(vocabulary, right);
  for (;;) {
    const TokenId crossing = vocabulary.merged(before.token(), after.token());
    if (crossing < before.merged_at() && crossing <= after.merged_at() && crossing != kNoToken) return false;
    if (before.at_byte() && after.at_byte()) return true;
    if (after.at_byte() || (!before.at_byte() && before.token() > after.token())) {
      before.step_back();
    } else {
      after.step_back();
    }
  }
}

namespace {

// The longest token at each position of a piece.
class LongestTokens {
 public:
  LongestTokens(const Vocabulary& vocabulary, std::string_view piece) : vocabulary_(vocabulary), piece_(piece) {}

  TokenId at(std::size_t position) {
    if (position >= window_end_ && !is_ascii(&piece_[position])) look_ahead(position);
    const bool looked_up = position >= window_start_ && position < window_end_ && found_[position - window_start_] != kNoToken;
    if (looked_up) return found_[position - window_start_];
    return vocabulary_.longest_at(piece_.data() + position, piece_.data() + piece_.size());
  }

 private:
  static constexpr std::size_t kWindowBytes = Vocabulary::kMaxStarts;

  void look_ahead(std::size_t position) {
    const std::string_view rest = piece_.substr(position);
    window_start_ = position;
    window_end_ = position + std::min(rest.size(), kWindowBytes);
    std::uint8_t starts[kWindowBytes];
    std::size_t count = 0;
    for (std::size_t i = 0; i < window_end_ - window_start_; ++i) {
      starts[count] = static_cast<std::uint8_t>(i);
      found_[i] = kNoToken;
      count += static_cast<unsigned char>(rest[i]) >= 0xC0;
    }
    vocabulary_.longest_at_each(rest, {starts, count}, found_);
  }

  const Vocabulary& vocabulary_;
  std::string_view piece_;
  std::size_t window_start_ = 0;
  std::size_t window_end_ = 0;
  TokenId found_[kWindowBytes];
};

}  // namespace

std::span<const TokenId> BytePairMerger::merge(const Vocabulary& vocabulary, std::string_view piece) {
  const auto is_dead = [this](std::size_t position) { return (dead_[position / 64] >> position % 64 & 1) != 0; };
  LongestTokens longest(vocabulary, piece);
  tokens_.clear();
  dead_.assign(piece.size() / 64 + 1, 0);
  steps_ = 0;
  std::size_t position = 0;
  TokenId token = longest.at(0);
  for (;;) {
    ++steps_;
    const TokenRecord& record = vocabulary.record_of(token);
    const std::size_t next = position + record.length_bytes;
    if (!is_dead(next) && (tokens_.empty() || stay_apart(vocabulary, tokens_.back(), token))) {
      tokens_.push_back(token);
      position = next;
      if (position == piece.size()) return tokens_;
      token = longest.at(position);
    } else if (record.shorter != kNoToken) {
      token = record.shorter;
    } else {
      dead_[position / 64] |= std::uint64_t{1} << position % 64;
      token = tokens_.back();
      tokens_.pop_back();
      position -= vocabulary.record_of(token).length_bytes;
    }
  }
}

}  // namespace oaisim
