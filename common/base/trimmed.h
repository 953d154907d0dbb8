// A text without what is at its ends.
//
// Ownership: the result is a view into the argument.  Thread safety: pure function.
#pragma once

#include <string_view>

namespace oaisim {

// Without the characters of `space` at both ends.
inline std::string_view trimmed(std::string_view text, std::string_view space = " \t\r") {
  const auto begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

}  // namespace oaisim
