// Text of a client on one line of the log, or in a message.
#pragma once

#include <string>
#include <string_view>

namespace oaisim {

// The first 200 bytes as printable ASCII, with ? for the rest.
inline std::string for_log(std::string_view text) {
  std::string line(text.substr(0, 200));
  for (char& c : line) {
    if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte >= 0x7f) c = '?';
  }
  return line;
}

}  // namespace oaisim
