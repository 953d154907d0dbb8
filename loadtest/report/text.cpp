#include "loadtest/report/text.h"

#include <cmath>
#include <cstdint>

namespace oaisim::loadtest {

std::string milliseconds(double nanoseconds) {
  const double value = nanoseconds / 1e6;
  if (value < 9.9995) return decimals(value, 3);
  if (value < 99.995) return decimals(value, 2);
  if (value < 999.95) return decimals(value, 1);
  return with_commas(static_cast<std::uint64_t>(std::llround(value)));
}

std::string right(std::string_view text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + std::string(text);
}

std::string left(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

}  // namespace oaisim::loadtest
