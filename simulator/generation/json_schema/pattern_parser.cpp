#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "simulator/generation/json_schema/pattern_expression.h"

namespace oaisim::pattern {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::uint32_t kMaxCount = 100'000;

const CharSet kDigits{{'0', '9'}};
const CharSet kWordCharacters{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const CharSet kSpaces{{0x9, 0xd},       {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
                      {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}};
const CharSet kLineEnds{{0xa, 0xa}, {0xd, 0xd}, {0x2028, 0x2029}};

std::optional<CharSet> class_of(char32_t letter) {
  switch (letter) {
    case 'd':
      return kDigits;
    case 'w':
      return kWordCharacters;
    case 's':
      return kSpaces;
    case 'D':
      return complement(kDigits);
    case 'W':
      return complement(kWordCharacters);
    case 'S':
      return complement(kSpaces);
    default:
      return std::nullopt;
  }
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char32_t c) {
  if (is_digit(c)) return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  return -1;
}

class Parser {
 public:
  explicit Parser(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) text_ += next_code_point(text, at);
  }

  Result<Expression> parse() {
    expression_.root = alternatives(0);
    if (error_.empty() && at_ < text_.size()) fail("has an unmatched ')'");
    if (!error_.empty()) return invalid(std::move(error_));
    return std::move(expression_);
  }

 private:
  bool more() const { return error_.empty() && at_ < text_.size(); }
  bool at(char32_t c) const { return more() && text_[at_] == c; }
  bool take(char32_t c) { return at(c) && (++at_, true); }

  void fail(const char* message) {
    if (error_.empty()) error_ = message;
  }

  std::uint32_t add(Piece piece) {
    expression_.pieces.push_back(std::move(piece));
    return static_cast<std::uint32_t>(expression_.pieces.size() - 1);
  }

  std::uint32_t add_set(CharSet set) {
    normalise(set);
    expression_.sets.push_back(std::move(set));
    return add({.kind = Piece::Kind::set, .set = static_cast<std::uint32_t>(expression_.sets.size() - 1)});
  }

  std::uint32_t alternatives(int depth) {
    if (depth > kMaxDepth) fail("has too many groups within groups");
    Piece piece{.kind = Piece::Kind::alternatives};
    do piece.children.push_back(sequence(depth));
    while (take('|'));
    return piece.children.size() == 1 ? piece.children[0] : add(std::move(piece));
  }

  std::uint32_t sequence(int depth) {
    Piece piece{.kind = Piece::Kind::sequence};
    while (more() && !at('|') && !at(')')) piece.children.push_back(quantified(depth));
    return piece.children.size() == 1 ? piece.children[0] : add(std::move(piece));
  }

  std::uint32_t quantified(int depth) {
    const bool is_anchor = at('^') || at('$');
    const std::uint32_t atom_piece = atom(depth);
    std::uint32_t min = 0;
    std::uint32_t max = Piece::kUnbounded;
    if (take('?')) {
      max = 1;
    } else if (take('+')) {
      min = 1;
    } else if (!take('*') && !braces(min, max)) {
      return atom_piece;
    }
    if (is_anchor) fail("repeats an anchor");
    take('?');  // lazy or not, the same texts match
    if (at('*') || at('+') || at('?')) fail("has nothing to repeat");
    if (min > max) fail("has a repetition whose bounds are out of order");
    return add({.kind = Piece::Kind::repeat, .min = min, .max = max, .children = {atom_piece}});
  }

  // {n} {n,} {n,m}; what is not one of these is literal, as in ECMA-262's annex B.
  bool braces(std::uint32_t& min, std::uint32_t& max) {
    const std::size_t start = at_;
    if (take('{') && number(min)) {
      max = min;
      if (take(',') && !number(max)) max = Piece::kUnbounded;
      if (take('}')) return true;
    }
    at_ = start;
    return false;
  }

  bool number(std::uint32_t& value) {
    if (!more() || !is_digit(text_[at_])) return false;
    for (value = 0; more() && is_digit(text_[at_]); ++at_) {
      value = std::min(kMaxCount, value * 10 + static_cast<std::uint32_t>(text_[at_] - '0'));
    }
    return true;
  }

  std::uint32_t atom(int depth) {
    const char32_t c = text_[at_++];
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        return bracket();
      case '.':
        return add_set(complement(kLineEnds));
      case '^':
        return add_set({{kBegin, kBegin}});
      case '$':
        return add_set({{kEnd, kEnd}});
      case '\\':
        return add_set(escape(false));
      case '*':
      case '+':
      case '?':
        fail("has nothing to repeat");
        break;
      default:
        break;
    }
    return add_set({{c, c}});
  }

  std::uint32_t group(int depth) {
    if (take('?') && !take(':')) group_extension();
    const std::uint32_t inside = alternatives(depth + 1);
    if (!take(')')) fail("has an unmatched '('");
    return inside;
  }

  void group_extension() {
    if (at('=') || at('!')) return fail("uses look-ahead, which is not supported");
    if (!take('<')) return fail("uses inline flags, which are not supported");
    if (at('=') || at('!')) return fail("uses look-behind, which is not supported");
    while (more() && !at('>')) ++at_;
    if (!take('>')) fail("has an unfinished group name");
  }

  std::uint32_t bracket() {
    const bool negated = take('^');
    CharSet set;
    while (more() && !at(']')) {
      CharSet from = class_atom();
      if (at('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        const CharSet to = class_atom();
        if (!is_single(from) || !is_single(to)) {
          set.push_back({'-', '-'});  // annex B: [\w-x] has no range
          set.insert(set.end(), to.begin(), to.end());
        } else if (from[0].first > to[0].first) {
          fail("has a range out of order");
        } else {
          from[0].last = to[0].last;
        }
      }
      set.insert(set.end(), from.begin(), from.end());
    }
    if (!take(']')) fail("has an unmatched '['");
    normalise(set);
    return add_set(negated ? complement(set) : set);
  }

  static bool is_single(const CharSet& set) { return set.size() == 1 && set[0].first == set[0].last; }

  CharSet class_atom() {
    if (!more()) return {};
    const char32_t c = text_[at_++];
    if (c == '\\') return escape(true);
    return {{c, c}};
  }

  CharSet escape(bool in_class) {
    if (!more()) {
      fail("ends with a backslash");
      return {};
    }
    const char32_t c = text_[at_++];
    if (auto set = class_of(c)) return *std::move(set);
    const char32_t code_point = escaped_code_point(c, in_class);
    return {{code_point, code_point}};
  }

  char32_t escaped_code_point(char32_t c, bool in_class) {
    static constexpr std::pair<char, char> kControls[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'},
                                                          {'f', '\f'}, {'v', '\v'}, {'0', '\0'}};
    for (const auto& [letter, control] : kControls) {
      if (c == static_cast<char32_t>(letter)) return static_cast<char32_t>(control);
    }
    if (c == 'x') return hex(2);
    if (c == 'u') return unicode();
    if (c == 'b' && in_class) return '\b';
    if (c == 'b' || c == 'B') fail("uses a word boundary, which is not supported");
    if (c == 'k' || is_digit(c)) fail("uses a back-reference, which is not supported");
    if (c == 'p' || c == 'P') fail("uses a Unicode property, which is not supported");
    if (is_letter(c)) fail("has an escape that is not supported");
    return c;
  }

  char32_t hex(int digits) {
    char32_t value = 0;
    for (; digits > 0; --digits, ++at_) {
      const int digit = more() ? hex_value(text_[at_]) : -1;
      if (digit < 0) {
        fail("has an unfinished hexadecimal escape");
        return 0;
      }
      value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
  }

  char32_t unicode() {
    if (take('{')) {
      char32_t value = 0;
      while (more() && !at('}') && value <= kLastCodePoint) value = value * 16 + hex(1);
      if (!take('}') || value > kLastCodePoint) fail("has a code point out of range");
      return std::min(value, kLastCodePoint);
    }
    const char32_t unit = hex(4);
    if (unit < 0xd800 || unit > 0xdbff || !at('\\') || at_ + 1 >= text_.size() || text_[at_ + 1] != 'u') return unit;
    at_ += 2;
    const char32_t low = hex(4);
    if (low < 0xdc00 || low > 0xdfff) fail("has half a surrogate pair");
    return 0x10000 + ((unit - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
  }

  std::u32string text_;
  std::size_t at_ = 0;
  Expression expression_;
  std::string error_;
};

}  // namespace

Result<Expression> parse_expression(std::string_view text) { return Parser(text).parse(); }

}  // namespace oaisim::pattern
