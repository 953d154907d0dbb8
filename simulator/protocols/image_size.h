// The size of an image in pixels, from the beginning of its file.
//
//   PNG    89 "PNG" …, IHDR: width, height as 32 bits, big-endian, from byte 16
//   GIF    "GIF87a" or "GIF89a", width, height as 16 bits, little-endian, from byte 6
//   JPEG   FF D8, segments FF xx length; a start of frame (C0 to CF but C4, C8, CC) has height, width
//   WebP   "RIFF" size "WEBP", then VP8 (lossy), VP8L (lossless) or VP8X (extended)
//
// Thread safety: pure functions.
// Source: PNG (W3C), GIF89a, JPEG (ITU T.81), and the WebP container specification.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace oaisim {

struct ImageSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

// Nothing: it is none of the four, or its size is not in `bytes`.
std::optional<ImageSize> image_size(std::string_view bytes);

}  // namespace oaisim
