// The words that Azure's content filter stops in a prompt or a completion, each with its categories of harm.
//
//   {"violence": ["bomb"]}      "A Bomb!" has one of violence, "bombs" has none
//
// A word is a run of letters, digits and _ of ASCII and of characters outside it; it is compared as a whole and without
// the case of ASCII.  The time is linear in the text, however many words there are.
//
// Thread safety: harms_of() and first_in() from any thread once all words are added.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace oaisim {

// By these names, in requests and replies.
inline constexpr std::array<std::string_view, 4> kHarmCategories{"hate", "self_harm", "sexual", "violence"};
using Harms = std::bitset<kHarmCategories.size()>;

class ContentFilter {
 public:
  static constexpr std::size_t kMostWords = 1000;
  static constexpr std::size_t kLongestWord = 64;  // in bytes

  struct WordHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  using Words = std::unordered_map<std::string, Harms, WordHash, std::equal_to<>>;

  // Whether `text` is one word that can be found.
  static bool is_word(std::string_view text);

  // REQUIRES: is_word(word), category < kHarmCategories.size().
  void add(std::string_view word, std::size_t category);
  const Words& words() const { return words_; }

  // All that the words of `text` have.
  Harms harms_of(std::string_view text) const;

  // Where the first word of `text` that is stopped begins and ends.
  struct Hit {
    std::size_t begin = 0;
    std::size_t end = 0;
    Harms harms = {};
  };
  std::optional<Hit> first_in(std::string_view text, std::size_t from = 0) const;

 private:
  Words words_;  // in lower case
};

}  // namespace oaisim
