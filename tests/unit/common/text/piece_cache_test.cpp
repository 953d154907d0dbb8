#include "common/text/piece_cache.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/text/embedded_vocabularies.h"

namespace oaisim {
namespace {

const Vocabulary& vocabulary() {
  static const Vocabulary cl100k(oaisim_vocabulary_cl100k_base);
  return cl100k;
}

std::vector<TokenId> found(const PieceCache& cache, const Vocabulary& of, std::string_view piece) {
  const auto tokens = cache.find(of, piece);
  return {tokens.begin(), tokens.end()};
}

TEST_CASE("a stored piece is found, by its bytes and its vocabulary") {
  PieceCache cache;
  const Vocabulary other(oaisim_vocabulary_r50k_base);
  const std::vector<TokenId> tokens = {1, 2, 3};
  CHECK(cache.find(vocabulary(), "abc").empty());
  cache.store(vocabulary(), "abc", tokens);
  CHECK(found(cache, vocabulary(), "abc") == tokens);
  CHECK(cache.find(vocabulary(), "abd").empty());
  CHECK(cache.find(vocabulary(), std::string_view("abc\0", 4)).empty());
  CHECK(cache.find(other, "abc").empty());
}

TEST_CASE("pieces and token lists that do not fit an entry are not remembered") {
  PieceCache cache;
  const std::string longest(PieceCache::kMaxBytes, 'x');
  const std::vector<TokenId> most(PieceCache::kMaxTokens, 9);
  cache.store(vocabulary(), longest, most);
  CHECK(found(cache, vocabulary(), longest) == most);
  cache.store(vocabulary(), longest + "x", most);
  CHECK(cache.find(vocabulary(), longest + "x").empty());
  cache.store(vocabulary(), "yy", std::vector<TokenId>(PieceCache::kMaxTokens + 1, 9));
  CHECK(cache.find(vocabulary(), "yy").empty());
}

TEST_CASE("of two pieces in one place the later stays, and neither is taken for the other") {
  PieceCache cache;
  std::size_t kept = 0;
  const std::size_t pieces = 3 * PieceCache::kEntries;
  const auto tokens_of = [](std::size_t i) { return std::vector<TokenId>{static_cast<TokenId>(i), 5}; };
  for (std::size_t i = 0; i < pieces; ++i) cache.store(vocabulary(), "piece" + std::to_string(i), tokens_of(i));
  for (std::size_t i = 0; i < pieces; ++i) {
    const auto tokens = found(cache, vocabulary(), "piece" + std::to_string(i));
    if (tokens.empty()) continue;
    CHECK(tokens == tokens_of(i));
    ++kept;
  }
  CHECK(kept > PieceCache::kEntries / 2);
  CHECK(kept <= PieceCache::kEntries);
}

}  // namespace
}  // namespace oaisim
