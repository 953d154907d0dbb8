#include "common/text/utf8.h"

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

// The end of the ASCII that starts at `at`, to the granularity of whole 32-byte blocks.
std::size_t skip_ascii_blocks(std::string_view text, std::size_t at) {
  while (at + 32 <= text.size()) {
    std::uint64_t words[4];
    std::memcpy(words, text.data() + at, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) != 0) break;
    at += 32;
  }
  return at;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (static_cast<Byte>(text[at]) < 0x80) {
      const std::size_t next = skip_ascii_blocks(text, at);
      at = next == at ? at + 1 : next;
      continue;
    }
    const Sequence sequence = sequence_at(text, at);
    if (!sequence.well_formed) return at;
    at += sequence.length;
  }
  return at;
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
