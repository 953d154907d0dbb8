#include "common/text/packer/tiktoken_file.h"

#include <fstream>
#include <set>
#include <stdexcept>
#include <string_view>

namespace oaisim {
namespace {

constexpr std::size_t kMaxRank = 1'000'000;

int digit_of(char c) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string decode_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int bit_count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int digit = digit_of(c);
    if (digit < 0) throw std::runtime_error("not base64");
    bits = bits << 6 | static_cast<unsigned>(digit);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes.push_back(static_cast<char>(bits >> bit_count & 0xFF));
  }
  return bytes;
}

}  // namespace

std::vector<std::string> read_tiktoken_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::vector<std::string> tokens;
  std::set<std::string> seen;
  std::string base64;
  std::size_t rank = 0;
  while (file >> base64 >> rank) {
    std::string token = decode_base64(base64);
    if (rank >= tokens.size() && rank < kMaxRank) tokens.resize(rank + 1);
    if (rank >= kMaxRank || token.empty() || !tokens[rank].empty() || !seen.insert(token).second) {
      throw std::runtime_error(path + ": bad or repeated entry '" + base64 + "' " + std::to_string(rank));
    }
    tokens[rank] = std::move(token);
  }
  if (!file.eof() || tokens.empty()) throw std::runtime_error(path + ": malformed line");
  return tokens;
}

}  // namespace oaisim
