#include "common/text/packer/overlaps.h"

#include <algorithm>
#include <bit>
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
  for (std::size_t i = 0; i < 4 && i < border; ++i) {
    const std::size_t shift = 24 - 8 * i;
    const char byte = token[border - 1 - i];
    overlap.before |= std::uint32_t{static_cast<unsigned char>(byte)} << shift;
    overlap.before_mask |= std::uint32_t{0xFF} << shift;
    if (!is_tail(byte)) break;
  }
  for (std::size_t i = 0; i < 4 && border + i < token.size(); ++i) {
    const char byte = token[border + i];
    if (i != 0 && !is_tail(byte)) break;
    overlap.after |= std::uint32_t{static_cast<unsigned char>(byte)} << 8 * i;
    overlap.after_mask |= std::uint32_t{0xFF} << 8 * i;
  }
  return overlap;
}

std::uint16_t key_of(const Overlap& overlap) {
  return overlap_key(static_cast<unsigned char>(overlap.before >> 24), static_cast<unsigned char>(overlap.after));
}

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

}  // namespace

OverlapTable build_overlaps(const std::vector<std::string>& tokens) {
  OverlapTable table{std::vector<OverlapKeys>(65536 / 64), {}, find_overlaps(tokens)};
  for (std::size_t i = 0; i < table.overlaps.size(); ++i) {
    const std::uint16_t key = key_of(table.overlaps[i]);
    const std::uint64_t bit = std::uint64_t{1} << key % 64;
    if ((table.keys[key / 64].bits & bit) != 0) continue;
    table.keys[key / 64].bits |= bit;
    table.groups.push_back(static_cast<std::uint32_t>(i));
  }
  table.groups.push_back(static_cast<std::uint32_t>(table.overlaps.size()));
  std::uint64_t keys_before = 0;
  for (OverlapKeys& word : table.keys) {
    word.keys_before = keys_before;
    keys_before += static_cast<std::uint64_t>(std::popcount(word.bits));
  }
  return table;
}

}  // namespace oaisim
