#include "loadtest/report/text.h"

#include <cmath>
#include <cstdio>

namespace oaisim::loadtest {

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

std::string milliseconds(double nanoseconds) {
  const double value = nanoseconds / 1e6;
  if (value < 9.9995) return decimals(value, 3);
  if (value < 99.995) return decimals(value, 2);
  if (value < 999.95) return decimals(value, 1);
  return with_commas(static_cast<std::uint64_t>(std::llround(value)));
}

std::string percent(double share) { return decimals(share * 100, 1) + " %"; }

std::string right(std::string_view text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + std::string(text);
}

std::string left(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

}  // namespace oaisim::loadtest
