#include "simulator/generation/moderation.h"

#include <algorithm>
#include <string>

#include "common/base/random.h"

namespace oaisim {

const std::array<ModerationCategory, kModerationCategories> kModerations{{
    {"harassment"},
    {"harassment/threatening"},
    {"hate"},
    {"hate/threatening"},
    {"illicit", false, false},
    {"illicit/violent", false, false},
    {"self-harm", true},
    {"self-harm/intent", true},
    {"self-harm/instructions", true},
    {"sexual", true},
    {"sexual/minors"},
    {"violence", true},
    {"violence/graphic", true},
}};

namespace {

struct Entry {
  std::string_view words;  // one, or two with a space between
  std::size_t category;
};

// In alphabetical order.
constexpr Entry kWords[] = {
    {"attack you", 1}, {"bloodbath", 12},  {"bomb", 5},     {"counterfeit", 4}, {"dismember", 12}, {"erotic", 9},
    {"explosives", 5}, {"exterminate", 3}, {"gore", 12},    {"hurt myself", 7}, {"hurt you", 1},   {"idiot", 0},
    {"kill", 11},      {"kill myself", 7}, {"kill you", 1}, {"loser", 0},       {"moron", 0},      {"murder", 11},
    {"noose", 8},      {"nude", 9},        {"overdose", 8}, {"phishing", 4},    {"porn", 9},       {"self harm", 6},
    {"shoot", 11},     {"shoplift", 4},    {"stab", 11},    {"subhuman", 2},    {"suicide", 6},    {"underage", 10},
    {"vermin", 2},
};
static_assert(std::is_sorted(std::begin(kWords), std::end(kWords),
                             [](const Entry& a, const Entry& b) { return a.words < b.words; }));

constexpr std::size_t kLongestWord = 16;

void flag(std::string_view words, std::array<bool, kModerationCategories>& flags) {
  const auto found = std::lower_bound(std::begin(kWords), std::end(kWords), words,
                                      [](const Entry& entry, std::string_view text) { return entry.words < text; });
  if (found != std::end(kWords) && found->words == words) flags[found->category] = true;
}

}  // namespace

Judgement judge(std::string_view text) {
  std::array<bool, kModerationCategories> flags{};
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  std::string before;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (word.size() <= kLongestWord) {
      flag(word, flags);
      flag(before + " " + word, flags);
    }
    before.swap(word);
    word.clear();
  };
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower < 'a' || lower > 'z') {
      end_word();
    } else if (word.size() <= kLongestWord) {
      word += lower;
    }
  }
  end_word();
  Judgement judgement;
  Random random(hash);
  for (std::size_t i = 0; i < kModerationCategories; ++i) {
    const double draw = random.uniform();
    judgement.scores[i] = flags[i] ? 0.6 + 0.39 * draw : 1e-6 + 1e-3 * draw * draw * draw;
  }
  return judgement;
}

}  // namespace oaisim
