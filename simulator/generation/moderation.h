// Judges texts by the categories of the moderation API, with a short list of words in place of a model.
//
//   "I will kill them"  ──►  violence 0.9…, the rest below 0.001
//
// A category is flagged when one of its words, or pairs of words, is in the text; the table is in moderation.cpp and in
// docs/api.md.  Scores follow from the text alone: the same text always has the same.
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Moderations".
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace oaisim {

inline constexpr std::size_t kModerationCategories = 13;

struct ModerationCategory {
  std::string_view name;
  bool of_images = false;      // images are judged too
  bool in_text_models = true;  // text-moderation-* have it
};

extern const std::array<ModerationCategory, kModerationCategories> kModerations;

struct Judgement {
  std::array<double, kModerationCategories> scores{};

  bool flagged(std::size_t category) const { return scores[category] >= 0.5; }
};

Judgement judge(std::string_view text);

}  // namespace oaisim
