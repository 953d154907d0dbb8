// UTF-8: validation, repair and decoding.
//
// Thread safety: pure functions.
// Source: The Unicode Standard, table 3-7 "Well-Formed UTF-8 Byte Sequences", and section 3.9,
// "U+FFFD Substitution of Maximal Subparts", which Python's errors="replace" follows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oaisim {

// How many bytes at the start of `text` are well-formed UTF-8: `text.size()` when all are.
std::size_t valid_utf8_prefix(std::string_view text);

// `text` with each maximal ill-formed part replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

struct DecodedCharacter {
  char32_t code_point;
  const char* next;  // the byte after the character
};

// REQUIRES: a whole, well-formed character starts at `p`.
inline DecodedCharacter decode_utf8(const char* p) {
  const auto byte = [p](int i) { return static_cast<char32_t>(static_cast<unsigned char>(p[i])); };
  const auto tail = [&byte](int i) { return byte(i) & 0x3F; };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, p + 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | tail(1), p + 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | tail(1) << 6 | tail(2), p + 3};
  return {(lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), p + 4};
}

}  // namespace oaisim
