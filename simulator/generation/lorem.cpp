#include "simulator/generation/lorem.h"

#include <array>
#include <memory>
#include <mutex>

#include "simulator/generation/lorem_words.h"

namespace oaisim {
namespace {

struct Word {
  std::string text;
  std::vector<std::uint32_t> token_ends;
};

// The words of one encoding in the three forms a text needs.  The shortest of a form has one token.
struct WordTable {
  std::vector<Word> opening;    // "Lorem": the first of a text
  std::vector<Word> capital;    // " Lorem": the first of a later sentence
  std::vector<Word> following;  // " lorem"
};

Word word_of(const Tokenizer& tokenizer, std::string text) {
  Word word{std::move(text), {}};
  std::uint32_t at = 0;
  for (const TokenId token : tokenizer.encode(word.text)) {
    at += static_cast<std::uint32_t>(tokenizer.bytes_of(token).size());
    word.token_ends.push_back(at);
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
  Writer(const WordTable& table, TokenCount tokens, Random random) : table_(table), left_(tokens), random_(random) {
    choice_.text.reserve(static_cast<std::size_t>(tokens) * 4);
    choice_.token_ends.reserve(static_cast<std::size_t>(tokens));
  }

  Choice write() {
    bool first = true;
    while (left_ > 0) {
      append(pick(first ? table_.opening : table_.capital));
      first = false;
      write_rest_of_sentence(4 + random_.below(9));
    }
    return std::move(choice_);
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
    while (words[index].token_ends.size() > static_cast<std::size_t>(left_)) index = (index + 1) % words.size();
    return words[index];
  }

  void append(const Word& word) {
    const auto base = static_cast<std::uint32_t>(choice_.text.size());
    choice_.text += word.text;
    for (const auto end : word.token_ends) choice_.token_ends.push_back(base + end);
    left_ -= static_cast<TokenCount>(word.token_ends.size());
  }

  void append_mark(char mark) {
    choice_.text += mark;
    choice_.token_ends.push_back(static_cast<std::uint32_t>(choice_.text.size()));
    --left_;
  }

  const WordTable& table_;
  TokenCount left_;
  Random random_;
  Choice choice_;
};

}  // namespace

Generation LoremGenerator::generate(const GenerationRequest& request) const {
  const WordTable& table = table_of(request.encoding);
  Generation generation;
  generation.choices.reserve(request.choices.size());
  for (std::size_t i = 0; i < request.choices.size(); ++i) {
    Choice choice = Writer(table, request.choices[i].tokens, Random(request.seed, i)).write();
    choice.finish_reason = request.choices[i].reason;
    choice.reasoning_tokens = static_cast<std::size_t>(request.choices[i].reasoning);
    if (!request.stop.empty()) apply_stop(request, choice);
    generation.choices.push_back(std::move(choice));
  }
  return generation;
}

}  // namespace oaisim
