#include "common/text/packer/overlaps.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace oaisim {
namespace {

bool is_tail(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::size_t length_by_lead(char byte) {
  const auto lead = static_cast<unsigned char>(byte);
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Where characters start within the token, without its first byte.
std::vector<std::size_t> borders_within(std::string_view token) {
  std::vector<std::size_t> borders;
  for (std::size_t i = 1; i < token.size(); ++i) {
    if (!is_tail(token[i])) borders.push_back(i);
  }
  return borders;
}

// What the token has on both sides of a border, as far as the two characters there go.
Overlap overlap_at(std::string_view token, std::size_t border) {
  Overlap overlap{};
  for (std::size_t i = border; i-- > 0 && overlap.before_length < 4;) {
    overlap.before[overlap.before_length++] = static_cast<std::uint8_t>(token[i]);
    if (!is_tail(token[i])) break;
  }
  for (std::size_t i = border; i < token.size() && overlap.after_length < 4; ++i) {
    if (i != border && !is_tail(token[i])) break;
    overlap.after[overlap.after_length++] = static_cast<std::uint8_t>(token[i]);
  }
  return overlap;
}

std::uint16_t key_of(const Overlap& overlap) { return overlap_key(overlap.before[0], overlap.after[0]); }

}  // namespace

std::vector<Overlap> find_overlaps(const std::vector<std::string>& tokens) {
  std::vector<Overlap> overlaps;
  for (const std::string& token : tokens) {
    const std::vector<std::size_t> borders = borders_within(token);
    if (borders.empty()) continue;
    if (is_tail(token.front())) {
      overlaps.push_back(overlap_at(token, borders.front()));
      overlaps.back().splits_before = 1;
    }
    if (token.size() - borders.back() < length_by_lead(token[borders.back()])) {
      overlaps.push_back(overlap_at(token, borders.back()));
      overlaps.back().splits_after = 1;
    }
  }
  std::stable_sort(overlaps.begin(), overlaps.end(),
                   [](const Overlap& a, const Overlap& b) { return key_of(a) < key_of(b); });
  return overlaps;
}

std::vector<std::uint64_t> overlap_keys(const std::vector<Overlap>& overlaps) {
  std::vector<std::uint64_t> bits(65536 / 64);
  for (const Overlap& overlap : overlaps) bits[key_of(overlap) / 64] |= std::uint64_t{1} << key_of(overlap) % 64;
  return bits;
}

}  // namespace oaisim
