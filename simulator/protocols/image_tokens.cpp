#include "simulator/protocols/image_tokens.h"

#include <algorithm>
#include <cmath>

#include "common/base/base64.h"

namespace oaisim {
namespace {

// Every format has its size within this, but for a JPEG with larger metadata before it.
constexpr std::size_t kHeadCharacters = 512 * 1024;

struct TileCost {
  std::string_view model;  // names that begin with it
  TokenCount base;
  TokenCount tile;
};

// The first that fits; the last fits all.
constexpr TileCost kCosts[] = {
    {"gpt-4o-mini", 2833, 5667}, {"gpt-5", 70, 140}, {"o1", 75, 150}, {"o3", 75, 150}, {"", 85, 170}};

TokenCount claude_image_tokens(const ImageInput& image) {
  constexpr double kLongSide = 1568;
  constexpr double kPixelsPerToken = 750;
  const auto width = static_cast<double>(image.size.width);
  const auto height = static_cast<double>(image.size.height);
  const double fit = std::min(1.0, kLongSide / std::max(width, height));
  return std::max<TokenCount>(1, std::llround(width * fit * height * fit / kPixelsPerToken));
}

}  // namespace

std::optional<ApiError> read_image(std::string_view url, ImageInput& image) {
  if (!url.starts_with("data:")) return std::nullopt;
  const std::size_t comma = url.find(',');
  const std::string_view kind = url.substr(0, comma);
  if (comma == std::string_view::npos || !kind.ends_with(";base64")) {
    return ApiError{
        .message = "Invalid image URL: a data URL is 'data:image/png;base64,' followed by the image's base64.",
        .code = "invalid_image_url"};
  }
  switch (read_base64_image(url.substr(comma + 1), image)) {
    case ImageFault::base64:
      return ApiError{.message = "Invalid base64 image_url.", .code = "invalid_base64"};
    case ImageFault::format:
      return ApiError{.message =
                          "You uploaded an unsupported image. Please make sure your image has of one the following "
                          "formats: ['png', 'jpeg', 'gif', 'webp'].",
                      .code = "invalid_image_format"};
    case ImageFault::none:
      break;
  }
  return std::nullopt;
}

ImageFault read_base64_image(std::string_view encoded, ImageInput& image) {
  const auto head = decode_base64(encoded.substr(0, std::min(encoded.size(), kHeadCharacters)));
  if (!head) return ImageFault::base64;
  const auto size = image_size(*head);
  if (!size) return ImageFault::format;
  image.size = *size;
  return ImageFault::none;
}

TokenCount image_tokens(const ImageInput& image, std::string_view model) {
  if (model.starts_with("claude-")) return claude_image_tokens(image);
  const TileCost& cost = *std::find_if(std::begin(kCosts), std::end(kCosts),
                                       [&](const TileCost& c) { return model.starts_with(c.model); });
  if (image.low_detail) return cost.base;
  constexpr double kSquare = 2048;
  constexpr double kShortSide = 768;
  constexpr double kTile = 512;
  auto width = static_cast<double>(image.size.width);
  auto height = static_cast<double>(image.size.height);
  const double fit = std::min(1.0, kSquare / std::max(width, height));
  width *= fit;
  height *= fit;
  const double shrink = std::min(1.0, kShortSide / std::min(width, height));
  // What is left of a tile by rounding is none.
  const auto tiles = [&](double side) { return static_cast<TokenCount>(std::ceil(side * shrink / kTile - 1e-9)); };
  return cost.base + cost.tile * tiles(width) * tiles(height);
}

}  // namespace oaisim
