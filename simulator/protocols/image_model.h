// What each model of images takes and what its pictures count as.
//
// Tokens: of gpt-image-1 and its kin those of the published table by size and quality; of gpt-image-2
//   f * round(f * short / long) * (2,000,000 + pixels) / 4,000,000, rounded up, with f of 16, 48 and 96 by quality.
// An image that is edited counts 65 and 129 for each tile of 512 x 512, once its shorter side is 512; with high
// fidelity 4160 more when it is square, else 6240.
//
// Thread safety: constant data and pure functions.
// Source: OpenAI platform documentation, "Image generation" and "Images and vision"; OpenAI API reference, "Images".
#pragma once

#include <span>
#include <string_view>

#include "simulator/protocols/protocol.h"

namespace oaisim {

struct ImageModel {
  std::string_view name;  // names that begin with it
  std::size_t longest_prompt;
  std::span<const std::string_view> sizes;  // the first is the default; empty: any that it can be
  std::span<const std::string_view> qualities;
  std::size_t most = 10;  // pictures
  bool edits = true;
  bool varies = false;
  std::span<const std::string_view> unknown = {};  // parameters that it does not take
  bool tells_all = false;
  bool revises_prompt = false;
};

const ImageModel& image_model(std::string_view name);

// Checks what depends on the model and completes what was left to it.
std::optional<ApiError> apply_image_model(const ImageModel& model, DecodedRequest& request);

}  // namespace oaisim
