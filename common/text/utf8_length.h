// The number of Unicode characters in valid UTF-8.
#pragma once

#include <cstdint>
#include <string_view>

namespace oaisim {

inline std::int64_t utf8_length(std::string_view text) {
  std::int64_t characters = 0;
  for (const char byte : text) characters += (byte & 0xC0) != 0x80;
  return characters;
}

}  // namespace oaisim
