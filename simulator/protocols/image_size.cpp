#include "simulator/protocols/image_size.h"

namespace oaisim {
namespace {

using Found = std::optional<ImageSize>;

std::int64_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

std::int64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = count; i > 0; --i) value = value << 8 | byte_at(bytes, at + i - 1);
  return value;
}

Found checked(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) return std::nullopt;
  return ImageSize{width, height};
}

Found jpeg_size(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 <= bytes.size() && byte_at(bytes, at) == 0xff) {
    const auto marker = byte_at(bytes, at + 1);
    if (marker == 0xff) {  // padding
      ++at;
      continue;
    }
    const bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) return checked(big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
    at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2, 2));
  }
  return std::nullopt;
}

Found webp_size(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  const std::string_view kind = bytes.substr(12, 4);
  if (kind == "VP8X") return checked(little_endian(bytes, 24, 3) + 1, little_endian(bytes, 27, 3) + 1);
  if (kind == "VP8L") {
    const std::int64_t bits = little_endian(bytes, 21, 4);
    return checked((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
  }
  if (kind == "VP8 ") return checked(little_endian(bytes, 26, 2) & 0x3fff, little_endian(bytes, 28, 2) & 0x3fff);
  return std::nullopt;
}

}  // namespace

Found image_size(std::string_view bytes) {
  constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
  if (bytes.starts_with(kPng) && bytes.size() >= 24) return checked(big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
  if ((bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) && bytes.size() >= 10) {
    return checked(little_endian(bytes, 6, 2), little_endian(bytes, 8, 2));
  }
  if (bytes.starts_with("\xff\xd8")) return jpeg_size(bytes);
  if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return webp_size(bytes);
  return std::nullopt;
}

}  // namespace oaisim
