#include "common/text/utf8.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace oaisim {
namespace {

using Byte = unsigned char;

struct Sequence {
  std::size_t length;  // bytes of the character, or of the ill-formed part that ends at the next byte
  bool well_formed;
};

bool is_tail(Byte byte) { return (byte & 0xC0) == 0x80; }

// What the byte after the lead may be, narrowed to rule out overlong forms, surrogates and what lies
// beyond U+10FFFF.
bool is_second(Byte lead, Byte byte) {
  switch (lead) {
    case 0xE0:
      return byte >= 0xA0 && byte <= 0xBF;
    case 0xED:
      return byte >= 0x80 && byte <= 0x9F;
    case 0xF0:
      return byte >= 0x90 && byte <= 0xBF;
    case 0xF4:
      return byte >= 0x80 && byte <= 0x8F;
    default:
      return is_tail(byte);
  }
}

std::size_t length_by_lead(Byte lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// REQUIRES: at < text.size().
Sequence sequence_at(std::string_view text, std::size_t at) {
  const Byte lead = static_cast<Byte>(text[at]);
  const std::size_t wanted = length_by_lead(lead);
  if (wanted == 0) return {1, false};
  for (std::size_t i = 1; i < wanted; ++i) {
    if (at + i >= text.size()) return {i, false};
    const Byte byte = static_cast<Byte>(text[at + i]);
    if (!(i == 1 ? is_second(lead, byte) : is_tail(byte))) return {i, false};
  }
  return {wanted, true};
}

constexpr std::uint64_t kTopBits = 0x8080808080808080u;

// The end of the ASCII run at `p`, or a position within it less than eight bytes before the text's end.
const char* skip_ascii(const char* p, const char* end) {
  for (; end - p >= 8; p += 8) {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    if ((word & kTopBits) != 0) return p + std::countr_zero(word & kTopBits) / 8;
  }
  return p;
}

// Past the characters of three bytes at `p` that need no closer look: those of most scripts of Asia.
const char* skip_plain_three_bytes(const char* p, const char* end) {
  for (; end - p >= 4; p += 3) {
    std::uint32_t word;
    std::memcpy(&word, p, sizeof word);
    const std::uint32_t lead = word & 0xFF;
    if ((word & 0xC0C0F0) != 0x8080E0 || lead == 0xE0 || lead == 0xED) break;
  }
  return p;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* p = begin;
  while (p != end) {
    p = skip_plain_three_bytes(skip_ascii(p, end), end);
    if (p == end) break;
    const auto at = static_cast<std::size_t>(p - begin);
    const Sequence sequence = sequence_at(text, at);
    if (!sequence.well_formed) return at;
    p += sequence.length;
  }
  return static_cast<std::size_t>(p - begin);
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t valid = valid_utf8_prefix(text);
    repaired.append(text.substr(0, valid));
    if (valid == text.size()) break;
    repaired.append("\xEF\xBF\xBD");
    text.remove_prefix(valid + sequence_at(text, valid).length);
  }
  return repaired;
}

}  // namespace oaisim
