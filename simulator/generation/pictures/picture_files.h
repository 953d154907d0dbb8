// Files of a picture that has few colours.
//
// Thread safety: pure functions.  Source: libpng's simplified API, TurboJPEG, libwebp.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace oaisim {

inline constexpr std::size_t kColours = 8;

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  std::uint8_t alpha = 255;
};
using Palette = std::array<Colour, kColours>;

struct IndexedPicture {
  std::size_t width = 0;
  std::size_t height = 0;
  Palette palette = {};
  std::string pixels = {};  // width * height numbers of colours
};

std::string png_file(const IndexedPicture& picture);
std::string jpeg_file(const IndexedPicture& picture, int quality);  // 0 to 100; without alpha
std::string webp_file(const IndexedPicture& picture, int quality);

}  // namespace oaisim
