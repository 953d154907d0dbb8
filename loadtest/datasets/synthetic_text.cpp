#include "loadtest/datasets/synthetic_text.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "loadtest/datasets/synthetic_words.h"

namespace oaisim::loadtest {
namespace {

// A word with a space before it, copied as a whole block of which the rest is written over.
struct Word {
  static constexpr std::size_t kBlock = 8;

  char text[kBlock] = {' '};
  std::size_t bytes = 1;
};

constexpr std::size_t kWords = 256;  // so that a byte picks one
static_assert(kSyntheticWords.size() == kWords);

constexpr std::array<Word, kWords> make_words() {
  std::array<Word, kWords> words;
  for (std::size_t i = 0; i < kWords; ++i) {
    for (const char c : std::string_view(kSyntheticWords[i])) words[i].text[words[i].bytes++] = c;
  }
  return words;
}
constexpr std::array<Word, kWords> kWordTable = make_words();

}  // namespace

void append_synthetic_text(std::string& text, std::int64_t tokens, Random& random) {
  const bool opens = text.empty();
  const std::size_t begin = text.size();
  text.resize(begin + static_cast<std::size_t>(tokens) * Word::kBlock);
  char* out = text.data() + begin;
  std::uint64_t bits = 0;
  for (std::int64_t i = 0; i < tokens; ++i, bits >>= 8) {
    if (i % 8 == 0) bits = random();
    const Word& word = kWordTable[bits & 0xFF];
    std::memcpy(out, word.text, Word::kBlock);
    out += word.bytes;
  }
  text.resize(static_cast<std::size_t>(out - text.data()));
  if (opens && tokens > 0) text.erase(0, 1);  // a prompt does not begin with a space
}

bool has_synthetic_words(Encoding encoding) {
  const Tokenizer& tokenizer = Tokenizer::of(encoding);
  return std::all_of(kSyntheticWords.begin(), kSyntheticWords.end(), [&](const char* word) {
    return tokenizer.count(word) == 1 && tokenizer.count(std::string(" ") + word) == 1;
  });
}

}  // namespace oaisim::loadtest
