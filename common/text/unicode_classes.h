// The class of a character, as far as the encodings' splitting patterns tell characters apart.
//
// A class is one bit, so that a set of classes such as \p{L} is a mask.
// Thread safety: constant data.
// Source: Unicode's General_Category and White_Space; see unicode_tables.inc for the version.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace oaisim {

using ClassMask = std::uint8_t;

inline constexpr ClassMask kUpper = 1;     // Lu, Lt
inline constexpr ClassMask kLower = 2;     // Ll
inline constexpr ClassMask kUncased = 4;   // Lm, Lo
inline constexpr ClassMask kMark = 8;      // M
inline constexpr ClassMask kNumber = 16;   // N
inline constexpr ClassMask kBlank = 32;    // White_Space without CR and LF
inline constexpr ClassMask kNewline = 64;  // CR, LF
inline constexpr ClassMask kSymbol = 128;  // anything else

inline constexpr ClassMask kLetter = kUpper | kLower | kUncased;
inline constexpr ClassMask kWhitespace = kBlank | kNewline;

// Two-stage table: the code space in blocks of 128 characters, most of which are alike.
struct UnicodeClasses {
  static constexpr std::size_t kBlockBits = 7;
  static constexpr std::size_t kMaxBlocks = 256;
  std::array<std::uint8_t, (0x110000 >> kBlockBits)> block_of;
  std::array<std::array<ClassMask, (1 << kBlockBits)>, kMaxBlocks> classes;
};

extern const UnicodeClasses kUnicodeClasses;

// REQUIRES: code_point <= 0x10FFFF.
inline ClassMask class_of(char32_t code_point) {
  const std::uint8_t block = kUnicodeClasses.block_of[code_point >> UnicodeClasses::kBlockBits];
  return kUnicodeClasses.classes[block][code_point & ((1 << UnicodeClasses::kBlockBits) - 1)];
}

// REQUIRES: byte < 0x80. Block 0 is ASCII.
inline ClassMask class_of_ascii(unsigned char byte) { return kUnicodeClasses.classes[0][byte]; }

}  // namespace oaisim
