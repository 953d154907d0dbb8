// Runs of characters of one kind: the building blocks of the splitters.
//
// Every function takes a position in well-formed UTF-8 text and the text's end, and gives the position
// after what it matched.
// Thread safety: pure functions.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "common/text/unicode_classes.h"
#include "common/text/utf8.h"

namespace oaisim {

static_assert(std::endian::native == std::endian::little, "words are read as eight characters in order");

struct ClassifiedCharacter {
  ClassMask mask;
  const char* next;
};

inline bool is_ascii(const char* p) { return static_cast<signed char>(*p) >= 0; }

// REQUIRES: p is not the text's end.
inline ClassifiedCharacter classify(const char* p) {
  if (is_ascii(p)) return {class_of_ascii(static_cast<unsigned char>(*p)), p + 1};
  const DecodedCharacter character = decode_utf8(p);
  return {class_of(character.code_point), character.next};
}

template <ClassMask kMask>
const char* skip_class(const char* p, const char* end) {
  while (p != end) {
    const ClassifiedCharacter character = classify(p);
    if ((character.mask & kMask) == 0) return p;
    p = character.next;
  }
  return p;
}

// The length of the run of bytes 'a'..'z' at `p`, eight at a time; kCaseBit = 0x20 takes 'A'..'Z' as well.
template <std::uint64_t kCaseBit>
const char* skip_ascii_letters(const char* p, const char* end) {
  constexpr std::uint64_t kEach = 0x0101010101010101u;
  constexpr std::uint64_t kTop = kEach * 0x80;
  while (end - p >= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    const std::uint64_t folded = (word | kEach * kCaseBit) & ~kTop;
    const std::uint64_t from_a = folded + kEach * (0x80 - 'a');
    const std::uint64_t beyond_z = folded + kEach * (0x80 - 'z' - 1);
    const std::uint64_t others = ~(from_a & ~beyond_z & ~word) & kTop;
    if (others != 0) return p + std::countr_zero(others) / 8;
    p += 8;
  }
  while (p != end && static_cast<unsigned char>((*p | kCaseBit) - 'a') < 26) ++p;
  return p;
}

inline const char* skip_ascii_upper(const char* p, const char* end) {
  while (p != end && static_cast<unsigned char>(*p - 'A') < 26) ++p;
  return p;
}

// \p{L}*
inline const char* skip_letters(const char* p, const char* end) {
  p = skip_ascii_letters<0x20>(p, end);
  while (p != end && !is_ascii(p)) {
    const ClassifiedCharacter character = classify(p);
    if ((character.mask & kLetter) == 0) return p;
    p = character.next;
    if (p != end && is_ascii(p)) p = skip_ascii_letters<0x20>(p, end);
  }
  return p;
}

// \p{N}{1,3}, of which the first is known to match and to end at `p`.
inline const char* skip_two_numbers(const char* p, const char* end) {
  for (int i = 0; i < 2 && p != end; ++i) {
    const ClassifiedCharacter character = classify(p);
    if ((character.mask & kNumber) == 0) return p;
    p = character.next;
  }
  return p;
}

// \s+(?!\S)|\s+ : white space up to the text's end, or else all but the last character of the run, which is
// left to the piece after it; a run of one is taken whole.
// With kByLine, \s*[\r\n]+ goes before: when the run has a line's end, everything up to the last one.
// REQUIRES: white space at `p`.
template <bool kByLine>
const char* skip_whitespace(const char* p, const char* end) {
  const char* last = p;
  const char* after_newline = nullptr;
  const char* q = p;
  while (q != end) {
    const ClassifiedCharacter character = classify(q);
    if ((character.mask & kWhitespace) == 0) break;
    last = q;
    q = character.next;
    if (kByLine && character.mask == kNewline) after_newline = q;
  }
  if (after_newline != nullptr) return after_newline;
  return q == end || last == p ? q : last;
}

// 's 't 'm 'd 're 've 'll, or nullptr when there is none at `p`. Ignoring case, 's' is also U+017F.
// REQUIRES: an apostrophe at `p`.
template <bool kIgnoreCase>
const char* contraction_end(const char* p, const char* end) {
  constexpr char kFold = kIgnoreCase ? 0x20 : 0;
  if (end - p < 2) return nullptr;
  const char first = static_cast<char>(p[1] | kFold);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return p + 2;
  if (end - p < 3) return nullptr;
  if (kIgnoreCase && p[1] == '\xC5' && p[2] == '\xBF') return p + 3;
  const char second = static_cast<char>(p[2] | kFold);
  const bool matches =
      (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
  return matches ? p + 3 : nullptr;
}

}  // namespace oaisim
