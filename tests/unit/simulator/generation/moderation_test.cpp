#include "simulator/generation/moderation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace oaisim {
namespace {

std::vector<std::string_view> flags_of(std::string_view text) {
  const Judgement judgement = judge(text);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kModerationCategories; ++i) {
    if (judgement.flagged(i)) names.push_back(kModerations[i].name);
    CHECK(judgement.scores[i] > 0);
    CHECK(judgement.scores[i] < 1);
  }
  return names;
}

using Names = std::vector<std::string_view>;

TEST_CASE("whole words flag, in any case, and pairs of words too") {
  CHECK(flags_of("") == Names{});
  CHECK(flags_of("skills, Murderers") == Names{});
  CHECK(flags_of("MURDER") == Names{"violence"});
  CHECK(flags_of("they kill; you see") == Names{"harassment/threatening", "violence"});
  CHECK(flags_of("self-harm") == Names{"self-harm"});
  CHECK(flags_of("underage") == Names{"sexual/minors"});
  CHECK(flags_of(std::string(100'000, 'k') + " ill") == Names{});
}

TEST_CASE("scores follow from the text alone") {
  CHECK(judge("abc").scores == judge("abc").scores);
  CHECK(judge("abc").scores != judge("abd").scores);
}

}  // namespace
}  // namespace oaisim
