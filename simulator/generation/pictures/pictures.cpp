#include "simulator/generation/pictures/pictures.h"

#include <algorithm>
#include <array>
#include <vector>

#include "common/base/random.h"
#include "simulator/generation/pictures/picture_files.h"

namespace oaisim {
namespace {

constexpr std::size_t kTiles = 16;  // in a row of a whole picture

// The number of each pixel's colour.
std::string draw(const PicturePlan& plan, Random random, std::size_t detail) {
  const std::size_t tiles = kTiles >> (kWholeDetail - std::min(detail, kWholeDetail));
  std::array<std::array<char, kTiles>, kTiles> carpet{};
  for (std::size_t y = 0; y < kTiles; ++y) {
    for (std::size_t x = 0; x < kTiles / 2; ++x) {
      carpet[y][x] = carpet[y][kTiles - 1 - x] = static_cast<char>(random.below(kColours));
    }
  }
  const std::size_t step = kTiles / tiles;
  std::string pixels;
  pixels.reserve(plan.width * plan.height);
  std::string row(plan.width, '\0');
  for (std::size_t y = 0; y < plan.height; ++y) {
    const std::size_t tile_y = y * tiles / plan.height * step;
    const bool begins_tile = y == 0 || tile_y != (y - 1) * tiles / plan.height * step;
    for (std::size_t x = 0; begins_tile && x < plan.width; ++x) row[x] = carpet[tile_y][x * tiles / plan.width * step];
    pixels += row;
  }
  return pixels;
}

}  // namespace

std::string_view name_of(PictureFormat format) {
  switch (format) {
    case PictureFormat::jpeg:
      return "jpeg";
    case PictureFormat::webp:
      return "webp";
    case PictureFormat::png:
      break;
  }
  return "png";
}

std::string_view media_type(PictureFormat format) {
  switch (format) {
    case PictureFormat::jpeg:
      return "image/jpeg";
    case PictureFormat::webp:
      return "image/webp";
    case PictureFormat::png:
      break;
  }
  return "image/png";
}

std::string picture(const PicturePlan& plan, std::size_t index, std::size_t detail) {
  Random random(plan.seed, index);
  Palette palette;
  for (auto& colour : palette) {
    const std::uint64_t bits = random();
    colour = {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8),
              static_cast<std::uint8_t>(bits >> 16), 255};
  }
  if (plan.transparent) palette.front().alpha = 0;
  const IndexedPicture drawn{
      .width = plan.width, .height = plan.height, .palette = palette, .pixels = draw(plan, random, detail)};
  switch (plan.format) {
    case PictureFormat::jpeg:
      return jpeg_file(drawn, plan.quality);
    case PictureFormat::webp:
      return webp_file(drawn, plan.quality);
    case PictureFormat::png:
      break;
  }
  return png_file(drawn);
}

std::uint64_t most_bytes(const PicturePlan& plan) {
  constexpr std::uint64_t kPixelsPerByte = 16;  // tiles have more, in every format
  constexpr std::uint64_t kBytesOfSmall = 8192;
  const std::uint64_t pixels = static_cast<std::uint64_t>(plan.width) * plan.height;
  return plan.count * (1 + plan.partials) * (pixels / kPixelsPerByte + kBytesOfSmall);
}

}  // namespace oaisim
