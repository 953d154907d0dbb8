#include "simulator/generation/token_chances.h"

#include <array>
#include <cmath>

#include "common/base/random.h"

namespace oaisim {
namespace {

// Each is one token in every encoding; more than the twenty alternatives that can be asked for.
constexpr std::array<std::string_view, 24> kOthers{" the", " a",  ",",     ".",    " and", " of", " to",   " in",
                                                   " is",  " it", " that", " for", " on",  " as", " with", " at",
                                                   " by",  " an", " or",   " be",  "\n",   " I",  " we",   " not"};

// The share of what is left that the next likely token takes.
constexpr double kDecay = 0.5;

}  // namespace

void token_chances(const TokenPlace& place, std::string_view token, int alternatives,
                   std::vector<TokenChance>& chances) {
  Random random(place.seed ^ 0x6c6f6770726f6273ULL, place.choice << 32 ^ place.index);
  const double chosen = 0.5 + random.uniform() / 2;
  chances.clear();
  chances.push_back({token, std::log(chosen)});
  double rest = 1 - chosen;
  std::size_t next = random.below(kOthers.size());
  for (int i = 0; i < alternatives; ++i) {
    if (kOthers[next] == token) next = (next + 1) % kOthers.size();
    const double probability = rest * kDecay;
    rest -= probability;
    // A chance of nothing has no logarithm; the real API's floor is this too.
    chances.push_back({kOthers[next], std::max(std::log(probability), -9999.0)});
    next = (next + 1) % kOthers.size();
  }
}

}  // namespace oaisim
