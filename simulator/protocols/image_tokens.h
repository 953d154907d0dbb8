// What images add to the tokens of a prompt.
//
//   detail low    base
//   otherwise     scaled to fit 2048 x 2048, then so that the shorter side is at most 768, cut into tiles of 512 x 512:
//                 base + tile * tiles
//
// Claude models:    scaled so that the longer side is at most 1568: width * height / 750
//
// base and tile are 85 and 170, and others for some models.  The size comes from the image itself where it is in the
// request; an image that is elsewhere is taken for one of 1024 x 1024.
//
// Thread safety: pure functions.
// Source: OpenAI platform documentation, "Images and vision", "Calculating costs"; Claude platform documentation,
// "Vision".
#pragma once

#include <optional>
#include <string_view>

#include "common/base/units.h"
#include "simulator/protocols/api_error.h"
#include "simulator/protocols/image_size.h"

namespace oaisim {

struct ImageInput {
  ImageSize size{1024, 1024};
  bool low_detail = false;
};

// Reads the size of the image at `url`, if that is a data URL.
std::optional<ApiError> read_image(std::string_view url, ImageInput& image);

// The size of an image of which this is the base64.  None: it is no base64, or no image.
enum class ImageFault { none, base64, format };
ImageFault read_base64_image(std::string_view encoded, ImageInput& image);

TokenCount image_tokens(const ImageInput& image, std::string_view model);

}  // namespace oaisim
