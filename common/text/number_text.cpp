#include "common/text/number_text.h"

#include <cstddef>
#include <cstdio>

namespace oaisim {

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
    text.insert(static_cast<std::size_t>(i), 1, ',');
  return text;
}

std::string decimals(double number, int places) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, number);
  return text;
}

std::string percent(double share) { return decimals(share * 100, 1) + " %"; }

std::string three_digits(double number) { return decimals(number, number < 10 ? 2 : number < 100 ? 1 : 0); }

std::string significant(double number, int most) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*g", most, number);
  return text;
}

}  // namespace oaisim
