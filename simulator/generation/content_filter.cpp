#include "simulator/generation/content_filter.h"

#include <algorithm>

namespace oaisim {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_of_word(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

}  // namespace

bool ContentFilter::is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), is_of_word);
}

void ContentFilter::add(std::string_view word, std::size_t category) {
  std::string key(word);
  std::transform(key.begin(), key.end(), key.begin(), lower);
  words_[std::move(key)].set(category);
}

std::optional<ContentFilter::Hit> ContentFilter::first_in(std::string_view text, std::size_t from) const {
  std::array<char, kLongestWord> word{};
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!is_of_word(text[at])) continue;
    const std::size_t begin = at;
    for (; at < text.size() && is_of_word(text[at]); ++at) {
      if (at - begin < word.size()) word[at - begin] = lower(text[at]);
    }
    if (at - begin > word.size()) continue;
    const auto found = words_.find(std::string_view(word.data(), at - begin));
    if (found != words_.end()) return Hit{.begin = begin, .end = at, .harms = found->second};
  }
  return std::nullopt;
}

Harms ContentFilter::harms_of(std::string_view text) const {
  Harms harms;
  for (auto hit = first_in(text); hit; hit = first_in(text, hit->end)) harms |= hit->harms;
  return harms;
}

}  // namespace oaisim
