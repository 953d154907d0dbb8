#include <algorithm>

#include "simulator/generation/json_schema/pattern_expression.h"

namespace oaisim::pattern {

void normalise(CharSet& set) {
  std::sort(set.begin(), set.end(), [](const CodePoints& a, const CodePoints& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (kept > 0 && set[i].first <= set[kept - 1].last + 1) {
      set[kept - 1].last = std::max(set[kept - 1].last, set[i].last);
    } else {
      set[kept++] = set[i];
    }
  }
  set.resize(kept);
}

CharSet complement(const CharSet& set) {
  CharSet rest;
  char32_t from = 0;
  for (const CodePoints& range : set) {
    if (range.first > from) rest.push_back({from, range.first - 1});
    from = range.last + 1;
  }
  if (from <= kLastCodePoint) rest.push_back({from, kLastCodePoint});
  return rest;
}

CharSet intersection(const CharSet& a, const CharSet& b) {
  CharSet common;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const char32_t first = std::max(a[i].first, b[j].first);
    const char32_t last = std::min(a[i].last, b[j].last);
    if (first <= last) common.push_back({first, last});
    a[i].last < b[j].last ? ++i : ++j;
  }
  return common;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) -> char32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : char32_t{0x80};
  };
  const char32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t code_point = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) code_point = (code_point << 6) | (byte(at + i) & 0x3f);
  at = std::min(at + length, text.size());
  return code_point;
}

void append_code_point(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  const int more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
  out += static_cast<char>(((0xf80U >> more) & 0xff) | (code_point >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code_point >> (6 * i)) & 0x3f));
}

}  // namespace oaisim::pattern
