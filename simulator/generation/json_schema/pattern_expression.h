// The tree of a regular expression, between pattern_parser.cpp that reads it and pattern.cpp that runs it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace oaisim::pattern {

// The text is read as if it stood between two symbols that no text contains: ^ and $ are then characters as others.
inline constexpr char32_t kLastCodePoint = 0x10ffff;
inline constexpr char32_t kBegin = kLastCodePoint + 1;
inline constexpr char32_t kEnd = kLastCodePoint + 2;

struct CodePoints {
  char32_t first;
  char32_t last;
};

// Sorted and apart from one another.
using CharSet = std::vector<CodePoints>;

struct Piece {
  enum class Kind { set, sequence, alternatives, repeat };

  static constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

  Kind kind = Kind::sequence;
  std::uint32_t set = 0;                     // of a set: which
  std::uint32_t min = 0;                     // of a repeat
  std::uint32_t max = 0;                     // of a repeat, kUnbounded for none
  std::vector<std::uint32_t> children = {};  // pieces; an empty sequence is the empty text
};

struct Expression {
  std::vector<Piece> pieces;
  std::vector<CharSet> sets;
  std::uint32_t root = 0;
};

Result<Expression> parse_expression(std::string_view text);

// Sorts and merges.
void normalise(CharSet& set);
CharSet complement(const CharSet& set);
// Both normalised.
CharSet intersection(const CharSet& a, const CharSet& b);

// The code point at `text[at]`, and moves on.  REQUIRES: at < text.size(), UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& out, char32_t code_point);

}  // namespace oaisim::pattern
