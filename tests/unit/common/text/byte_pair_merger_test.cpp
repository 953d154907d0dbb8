#include "common/text/byte_pair_merger.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/text/embedded_vocabularies.h"
#include "common/text/tokenizer.h"

namespace oaisim {
namespace {

// The definition, at its plainest: merge the lowest-ranking pair, the leftmost of equals, looking pairs up by
// their bytes. Shares nothing with the merger but the vocabulary's bytes.
std::vector<TokenId> merge_plainly(const Vocabulary& vocabulary, const std::string& piece) {
  std::vector<std::string> parts;
  for (const char c : piece) parts.emplace_back(1, c);
  const auto rank = [&vocabulary](const std::string& bytes) {
    return vocabulary.finish_lookup(vocabulary.start_lookup(bytes.data(), bytes.size(), bytes.data() + bytes.size()));
  };
  for (;;) {
    TokenId lowest = kNoToken;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const TokenId merged = rank(parts[i] + parts[i + 1]);
      if (merged < lowest) lowest = merged, at = i;
    }
    if (lowest == kNoToken) break;
    parts[at] += parts[at + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  std::vector<TokenId> tokens;
  for (const std::string& part : parts) tokens.push_back(rank(part));
  return tokens;
}

std::vector<TokenId> merge(const Vocabulary& vocabulary, const std::string& piece) {
  BytePairMerger merger;
  const auto tokens = merger.merge(vocabulary, piece);
  return {tokens.begin(), tokens.end()};
}

const unsigned char* const kPacked[] = {oaisim_vocabulary_r50k_base, oaisim_vocabulary_p50k_base,
                                        oaisim_vocabulary_cl100k_base, oaisim_vocabulary_o200k_base};

void check_random_pieces(const std::vector<std::string>& units, std::size_t longest, int pieces) {
  std::mt19937 random(5);
  for (const unsigned char* packed : kPacked) {
    const Vocabulary vocabulary(packed);
    for (int i = 0; i < pieces; ++i) {
      std::string piece;
      const std::size_t length = 1 + random() % longest;
      while (piece.size() < length) piece += units[random() % units.size()];
      CAPTURE(piece);
      CHECK(merge(vocabulary, piece) == merge_plainly(vocabulary, piece));
    }
  }
}

TEST_CASE("merging words gives what the plain definition gives") {
  check_random_pieces({"a", "b", "e", "n", "t", "th", "ing", "er", "s", " ", "X", "un", "tion", "0"}, 40, 400);
}

TEST_CASE("merging characters gives what the plain definition gives, also where tokens end within one") {
  check_random_pieces(
      {"获", "取", "返", "回", "参", "数", "の", "龍", "о", "а", "р", "า", "ा", "्", "é", " ", "ー", "喚", "士"}, 60,
      400);
  check_random_pieces({"🙂", "👍", "中", "a", "\u200d", "\ufe0f", "한", "데", "이", "터"}, 60, 300);
}

TEST_CASE("long pieces, which are merged with a heap, give what the plain definition gives") {
  check_random_pieces({"a", "ab", "e", "r", "中", "文", "="}, 600, 12);
  check_random_pieces({"a"}, 500, 12);
}

TEST_CASE("the work grows as n log n, not as its square") {
  BytePairMerger merger;
  for (const unsigned char* packed : kPacked) {
    const Vocabulary vocabulary(packed);
    for (const std::string unit : {"a", " ", "ab", "中", "=", "xyzzy"}) {
      const auto steps_for = [&](std::size_t bytes) {
        std::string piece;
        while (piece.size() < bytes) piece += unit;
        merger.merge(vocabulary, piece);
        return merger.steps();
      };
      CHECK(steps_for(200'000) < 6 * std::max<std::size_t>(steps_for(50'000), 1000));
    }
  }
}

}  // namespace
}  // namespace oaisim
