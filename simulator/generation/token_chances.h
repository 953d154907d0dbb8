// What a model would report about how likely a token was, and what else it might have written.
//
//   chances[0]   the token itself: its probability is drawn between 1/2 and 1
//   chances[1…]  others, less and less likely, different from it and from one another; all together at most 1
//
// The same seed, choice and place give the same chances.  Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace oaisim {

struct TokenChance {
  std::string_view text;
  double logprob = 0;  // natural logarithm
};

struct TokenPlace {
  std::uint64_t seed = 0;
  std::size_t choice = 0;
  std::size_t index = 0;
};

// Fills `chances` with the token and `alternatives` others.  REQUIRES: alternatives <= 20.  The views of others live as
// long as the program.
void token_chances(const TokenPlace& place, std::string_view token, int alternatives,
                   std::vector<TokenChance>& chances);

}  // namespace oaisim
