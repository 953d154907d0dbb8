#include "simulator/generation/lorem.h"

#include <array>
#include <cassert>
#include <cstring>
#include <memory>
#include <mutex>

#include "simulator/generation/lorem_words.h"

namespace oaisim {
namespace {

// A word in a form that is copied without looking at its length: whole blocks, of which the rest is written over.
struct Word {
  static constexpr std::size_t kTextBlock = 16;
  static constexpr std::size_t kTokenBlock = 8;

  std::array<char, kTextBlock> text{};
  std::array<std::uint32_t, kTokenBlock> token_ends{};
  std::size_t bytes = 0;
  std::size_t tokens = 0;
};

// The words of one encoding in the three forms a text needs.  The shortest of a form has one token.
struct WordTable {
  std::vector<Word> opening;    // "Lorem": the first of a text
  std::vector<Word> capital;    // " Lorem": the first of a later sentence
  std::vector<Word> following;  // " lorem"
};

Word word_of(const Tokenizer& tokenizer, const std::string& text) {
  Word word;
  assert(text.size() <= Word::kTextBlock);
  text.copy(word.text.data(), text.size());
  for (const TokenId token : tokenizer.encode(text)) {
    assert(word.tokens < Word::kTokenBlock);
    word.bytes += tokenizer.bytes_of(token).size();
    word.token_ends[word.tokens++] = static_cast<std::uint32_t>(word.bytes);
  }
  return word;
}

WordTable make_table(Encoding encoding) {
  const Tokenizer& tokenizer = Tokenizer::of(encoding);
  WordTable table;
  for (const char* lower : kLoremWords) {
    std::string upper = lower;
    upper[0] = static_cast<char>(upper[0] - 32);
    table.opening.push_back(word_of(tokenizer, upper));
    table.capital.push_back(word_of(tokenizer, " " + upper));
    table.following.push_back(word_of(tokenizer, std::string(" ") + lower));
  }
  return table;
}

const WordTable& table_of(Encoding encoding) {
  static std::array<std::once_flag, 5> made;
  static std::array<WordTable, 5> tables;
  const auto index = static_cast<std::size_t>(encoding);
  std::call_once(made[index], [&] { tables[index] = make_table(encoding); });
  return tables[index];
}

class Writer {
 public:
  // A token has at most as many bytes as a word.
  Writer(const WordTable& table, TokenCount tokens, Random random)
      : table_(table),
        left_(static_cast<std::size_t>(tokens)),
        random_(random),
        text_(std::make_unique_for_overwrite<char[]>((left_ + 1) * Word::kTextBlock)),
        token_ends_(std::make_unique_for_overwrite<std::uint32_t[]>(left_ + Word::kTokenBlock)) {}

  TokenText write() {
    bool first = true;
    while (left_ > 0) {
      append(pick(first ? table_.opening : table_.capital));
      first = false;
      write_rest_of_sentence(4 + random_.below(9));
    }
    return {std::string(text_.get(), bytes_),
            std::vector<std::uint32_t>(token_ends_.get(), token_ends_.get() + tokens_)};
  }

 private:
  void write_rest_of_sentence(std::uint64_t words) {
    for (; words > 0 && left_ > 1; --words) {
      append(pick(table_.following));
      if (words > 2 && left_ > 2 && random_.below(8) == 0) append_mark(',');
    }
    if (left_ > 0) append_mark('.');
  }

  // A word that fits: after a few tries, the next one that has a single token.
  const Word& pick(const std::vector<Word>& words) {
    std::size_t index = random_.below(words.size());
    while (words[index].tokens > left_) index = (index + 1) % words.size();
    return words[index];
  }

  void append(const Word& word) {
    std::memcpy(text_.get() + bytes_, word.text.data(), Word::kTextBlock);
    for (std::size_t i = 0; i < Word::kTokenBlock; ++i) {
      token_ends_[tokens_ + i] = static_cast<std::uint32_t>(bytes_) + word.token_ends[i];
    }
    bytes_ += word.bytes;
    tokens_ += word.tokens;
    left_ -= word.tokens;
  }

  void append_mark(char mark) {
    text_[bytes_++] = mark;
    token_ends_[tokens_++] = static_cast<std::uint32_t>(bytes_);
    --left_;
  }

  const WordTable& table_;
  std::size_t left_;  // tokens
  Random random_;
  std::unique_ptr<char[]> text_;
  std::unique_ptr<std::uint32_t[]> token_ends_;
  std::size_t bytes_ = 0;
  std::size_t tokens_ = 0;
};

}  // namespace

TokenText lorem_text(Encoding encoding, TokenCount tokens, Random random) {
  return Writer(table_of(encoding), tokens, random).write();
}

Generation LoremGenerator::generate(const GenerationRequest& request) const {
  Generation generation;
  generation.choices.reserve(request.choices.size());
  for (std::size_t i = 0; i < request.choices.size(); ++i) {
    Choice choice;
    static_cast<TokenText&>(choice) = lorem_text(request.encoding, request.choices[i].tokens, Random(request.seed, i));
    choice.finish_reason = request.choices[i].reason;
    choice.reasoning_tokens = static_cast<std::size_t>(request.choices[i].reasoning);
    if (!request.stop.empty()) apply_stop(request, choice);
    generation.choices.push_back(std::move(choice));
  }
  return generation;
}

}  // namespace oaisim
