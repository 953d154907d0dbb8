#include "common/text/json_writer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace oaisim {
namespace {

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Eight bytes are looked at together, for most text needs no escape at all.  A byte of `x` below `n` (at most 128)
// makes (x - n) & ~x & 0x80 of it nonzero, and only then is any byte's.
constexpr std::size_t kBlock = sizeof(std::uint64_t);
constexpr std::uint64_t kEachByte = 0x0101010101010101;

bool block_needs_escape(const char* block) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, block, kBlock);
  const std::uint64_t quote = bytes ^ (kEachByte * '"');
  const std::uint64_t backslash = bytes ^ (kEachByte * '\\');
  const std::uint64_t found =
      ((bytes - kEachByte * 0x20) & ~bytes) | ((quote - kEachByte) & ~quote) | ((backslash - kEachByte) & ~backslash);
  return (found & (kEachByte * 0x80)) != 0;
}

void append_escape(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t block = 0; block < text.size(); block += kBlock) {
    if (block + kBlock <= text.size() && !block_needs_escape(text.data() + block)) continue;
    const std::size_t end = std::min(block + kBlock, text.size());
    for (std::size_t i = block; i < end; ++i) {
      if (!needs_escape(text[i])) continue;
      out.append(text, begin, i - begin);
      append_escape(out, text[i]);
      begin = i + 1;
    }
  }
  out.append(text, begin);
}

}  // namespace oaisim
