#include "common/base/base64.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace oaisim {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Two digits for each number of 12 bits.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits) pairs[bits] = {kDigits[bits >> 6], kDigits[bits & 63]};
  return pairs;
}();

}  // namespace

// OpenSSL writes digit by digit, and vectors are much of what is written.
void append_base64(std::span<const std::byte> bytes, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + begin;
  const auto bits = [&](std::size_t at) { return std::to_integer<std::uint32_t>(bytes[at]); };
  const std::size_t rest = bytes.size() % 3;
  const std::size_t whole = bytes.size() - rest;
  for (std::size_t i = 0; i < whole; i += 3, to += 4) {
    const std::uint32_t group = bits(i) << 16 | bits(i + 1) << 8 | bits(i + 2);
    std::memcpy(to, kPairs[group >> 12].data(), 2);
    std::memcpy(to + 2, kPairs[group & 0xfff].data(), 2);
  }
  if (rest == 0) return;
  const std::uint32_t group = bits(whole) << 16 | (rest == 2 ? bits(whole + 1) << 8 : 0);
  std::memcpy(to, kPairs[group >> 12].data(), 2);
  to[2] = rest == 2 ? kDigits[group >> 6 & 63] : '=';
  to[3] = '=';
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // of what OpenSSL counts
  if (text.size() > kMost) return std::nullopt;
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string padded(text);
  const std::size_t padding = (4 - padded.size() % 4) % 4;
  if (padding == 3) return std::nullopt;
  padded.append(padding, '=');
  std::string bytes(padded.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - padding);  // OpenSSL decodes padding to zeros
  return bytes;
}

}  // namespace oaisim
