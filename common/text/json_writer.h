// Appends JSON to a string: what the request path writes replies with.
//
// The caller puts the punctuation; these put values.  Text must be valid UTF-8.
// Thread safety: pure functions.  Source: RFC 8259.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace oaisim {

// `text` escaped, without quotes around it.
void append_escaped(std::string& out, std::string_view text);

inline void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

inline void append_string_or_null(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    append_string(out, text);
  }
}

template <std::integral Integer>
void append_integer(std::string& out, Integer value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace oaisim
