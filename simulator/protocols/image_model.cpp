#include "simulator/protocols/image_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/text/utf8.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostSourceBytes = 4 * 1024 * 1024;  // of dall-e-2
constexpr TokenCount kTokensOfPartial = 100;

constexpr std::string_view kDallE2Sizes[] = {"1024x1024", "256x256", "512x512"};
constexpr std::string_view kDallE3Sizes[] = {"1024x1024", "1024x1792", "1792x1024"};
constexpr std::string_view kGptSizes[] = {"1024x1024", "1024x1536", "1536x1024", "auto"};
constexpr std::string_view kStandard[] = {"standard", "auto"};
constexpr std::string_view kDallE3Qualities[] = {"standard", "hd", "auto"};
constexpr std::string_view kGptQualities[] = {"low", "medium", "high", "auto"};
constexpr std::string_view kAllQualities[] = {"standard", "hd", "low", "medium", "high", "auto"};
constexpr std::string_view kNotOfDallE2[] = {"style",      "output_format", "output_compression", "background",
                                             "moderation", "stream",        "partial_images",     "input_fidelity"};
constexpr auto kNotOfDallE3 = std::span(kNotOfDallE2).subspan(1);
constexpr std::string_view kNotOfGpt[] = {"response_format", "style"};

// The first that fits; the last, of any other model, fits all.
constexpr ImageModel kModels[] = {
    {.name = "dall-e-2",
     .longest_prompt = 1000,
     .sizes = kDallE2Sizes,
     .qualities = kStandard,
     .varies = true,
     .unknown = kNotOfDallE2},
    {.name = "dall-e-3",
     .longest_prompt = 4000,
     .sizes = kDallE3Sizes,
     .qualities = kDallE3Qualities,
     .most = 1,
     .edits = false,
     .unknown = kNotOfDallE3,
     .revises_prompt = true},
    {.name = "gpt-image-2",
     .longest_prompt = 32000,
     .sizes = {},
     .qualities = kGptQualities,
     .unknown = kNotOfGpt,
     .tells_all = true},
    {.name = "gpt-image",
     .longest_prompt = 32000,
     .sizes = kGptSizes,
     .qualities = kGptQualities,
     .unknown = kNotOfGpt,
     .tells_all = true},
    {.name = "chatgpt-image",
     .longest_prompt = 32000,
     .sizes = kGptSizes,
     .qualities = kGptQualities,
     .unknown = kNotOfGpt,
     .tells_all = true},
    {.name = "", .longest_prompt = 32000, .sizes = {}, .qualities = kAllQualities, .varies = true},
};

std::optional<ImageSize> parse_size(std::string_view text) {
  ImageSize size;
  const char* const end = text.data() + text.size();
  const auto [cross, code] = std::from_chars(text.data(), end, size.width);
  if (code != std::errc() || cross == end || *cross != 'x') return std::nullopt;
  const auto [rest, second_code] = std::from_chars(cross + 1, end, size.height);
  if (second_code != std::errc() || rest != end) return std::nullopt;
  return size;
}

ApiError invalid_size(std::string_view got, std::string_view problem) {
  return {.message = "Invalid size '" + std::string(got.substr(0, 50)) + "'. " + std::string(problem),
          .param = "size",
          .code = "invalid_value"};
}

// Any size within the bounds of gpt-image-2; of other models those of dall-e-2 too.
std::optional<ApiError> check_free_size(const ImageModel& model, std::string_view text, const ImageSize& size) {
  constexpr std::int64_t kStep = 16;
  constexpr std::int64_t kLongestEdge = 3840;
  constexpr std::int64_t kFewestPixels = 655'360;
  constexpr std::int64_t kMostPixels = 8'294'400;
  const auto [shorter, longer] = std::minmax(size.width, size.height);
  const std::int64_t fewest = model.tells_all ? kFewestPixels : 1;
  if (shorter < 1 || longer > kLongestEdge) return invalid_size(text, "An edge has at most 3840 pixels.");
  if (shorter % kStep != 0 || longer % kStep != 0) {
    return invalid_size(text, "Width and height must be divisible by 16.");
  }
  if (longer > 3 * shorter) return invalid_size(text, "The aspect ratio is at most 3:1.");
  if (shorter * longer < fewest || shorter * longer > kMostPixels) {
    return invalid_size(text, "An image has from 655360 to 8294400 pixels.");
  }
  return std::nullopt;
}

std::optional<ApiError> apply_size(const ImageModel& model, ImageRequest& image) {
  if (image.size.empty()) image.size = model.tells_all ? "auto" : "1024x1024";
  if (!model.sizes.empty()) {
    if (auto error = check_choice(model.sizes, image.size, "size")) return error;
  }
  if (image.size == "auto") image.size = "1024x1024";
  const auto size = parse_size(image.size);
  if (!size) return invalid_size(image.size, "Give it as WIDTHxHEIGHT, or 'auto'.");
  if (auto error = check_free_size(model, image.size, *size)) return error;
  image.plan.width = static_cast<std::size_t>(size->width);
  image.plan.height = static_cast<std::size_t>(size->height);
  return std::nullopt;
}

TokenCount tokens_of_picture(std::string_view model, const ImageRequest& image) {
  const std::size_t quality = image.quality == "low" ? 0 : image.quality == "high" ? 2 : 1;
  const std::int64_t width = static_cast<std::int64_t>(image.plan.width);
  const std::int64_t height = static_cast<std::int64_t>(image.plan.height);
  if (model != "gpt-image-2") {
    static constexpr TokenCount kSquare[] = {272, 1056, 4160};
    static constexpr TokenCount kPortrait[] = {408, 1584, 6240};
    static constexpr TokenCount kLandscape[] = {400, 1568, 6208};
    return (width == height ? kSquare : width < height ? kPortrait : kLandscape)[quality];
  }
  static constexpr std::int64_t kFactors[] = {16, 48, 96};
  const std::int64_t factor = kFactors[quality];
  const auto [shorter, longer] = std::minmax(width, height);
  const std::int64_t other = (2 * factor * shorter + longer) / (2 * longer);
  return (factor * other * (2'000'000 + width * height) + 3'999'999) / 4'000'000;
}

TokenCount tokens_of_source(const SourceImage& source, bool high_fidelity) {
  constexpr double kTile = 512;
  const ImageSize size = source.size.value_or(ImageSize{1024, 1024});
  const auto [shorter, longer] = std::minmax(size.width, size.height);
  const double tiles = std::min(std::ceil(static_cast<double>(longer) / static_cast<double>(shorter)), kTile);
  const TokenCount fidelity = !high_fidelity ? 0 : shorter == longer ? 4160 : 6240;
  return 65 + 129 * std::llround(tiles) + fidelity;
}

ApiError unsupported_mimetype(const SourceImage& source, std::string_view supported) {
  if (source.content_type.empty()) {
    return {.message = "Invalid file '" + source.param +
                       "': failed to determine mimetype. Ensure you are providing the file's mimetype as part of the "
                       "'Content-Type' header.",
            .param = source.param,
            .code = "missing_file_mimetype"};
  }
  return {.message = "Invalid file '" + source.param + "': unsupported mimetype ('" +
                     repair_utf8(source.content_type.substr(0, 100)) + "'). Supported file formats are " +
                     std::string(supported) + ".",
          .param = source.param,
          .code = "unsupported_file_mimetype"};
}

std::optional<ApiError> check_source(const ImageModel& model, const SourceImage& source) {
  if (!source.is_file) return std::nullopt;
  const bool is_png = source.content_type == "image/png";
  const bool is_other = source.content_type == "image/jpeg" || source.content_type == "image/webp";
  if (model.varies && !model.name.empty()) {  // dall-e-2
    if (!is_png) return unsupported_mimetype(source, "'image/png'");
    if (source.bytes >= kMostSourceBytes || !source.size) {
      return ApiError{.message = "Uploaded image must be a PNG and less than 4 MB.", .param = source.param};
    }
    if (source.size->width != source.size->height) {
      return ApiError{.message = "Uploaded image must be square.", .param = source.param};
    }
    return std::nullopt;
  }
  if (!is_png && !is_other) return unsupported_mimetype(source, "'image/jpeg', 'image/png', and 'image/webp'");
  if (!source.size) {
    return ApiError{.message = "Invalid image file or mode for " + source.param + ", please check your image file.",
                    .param = source.param,
                    .code = "invalid_image_file"};
  }
  return std::nullopt;
}

std::optional<ApiError> check_sources(const ImageModel& model, const ImageRequest& image) {
  for (const auto& source : image.sources) {
    if (auto error = check_source(model, source)) return error;
  }
  if (!image.mask) return std::nullopt;
  if (image.mask->is_file && image.mask->content_type != "image/png") {
    return unsupported_mimetype(*image.mask, "'image/png'");
  }
  const auto& mask = image.mask->size;
  const auto& source = image.sources.front().size;
  if (image.mask->is_file && !mask) {
    return ApiError{.message = "Invalid mask image format - mask must be a PNG.",
                    .param = "mask",
                    .code = "invalid_mask_image_format"};
  }
  if (!mask || !source || (mask->width == source->width && mask->height == source->height)) return std::nullopt;
  return ApiError{.message = "Invalid mask image format - mask size does not match image size",
                  .param = "mask",
                  .code = "invalid_mask_image_format"};
}

// Colours and compression that the file's format has not.
std::optional<ApiError> check_format(const ImageRequest& image) {
  if (image.background == "transparent" && image.plan.format == PictureFormat::jpeg) {
    return ApiError{.message = "Transparent background is not supported for JPEG output format",
                    .param = "background",
                    .code = "invalid_value"};
  }
  if (image.plan.quality < 100 && image.plan.format == PictureFormat::png) {
    return ApiError{.message = "Compression less than 100 is not supported for PNG output format",
                    .param = "output_compression",
                    .code = "invalid_value"};
  }
  return std::nullopt;
}

}  // namespace

const ImageModel& image_model(std::string_view name) {
  return *std::find_if(std::begin(kModels), std::end(kModels),
                       [&](const ImageModel& model) { return name.starts_with(model.name); });
}

std::optional<ApiError> apply_image_model(const ImageModel& model, DecodedRequest& request) {
  ImageRequest& image = *request.image;
  for (const std::string_view param : image.given) {
    if (std::find(model.unknown.begin(), model.unknown.end(), param) != model.unknown.end()) {
      return unknown_parameter(std::string(param));
    }
  }
  if (static_cast<std::size_t>(request.prompt_characters) > model.longest_prompt) {
    return invalid_parameter("prompt",
                             "string too long. Expected a string with maximum length " +
                                 std::to_string(model.longest_prompt) + ", but got a string with length " +
                                 std::to_string(request.prompt_characters) + " instead.",
                             "string_above_max_length");
  }
  if (image.plan.count > model.most) {
    return invalid_parameter("n",
                             "integer above maximum value. Expected a value <= " + std::to_string(model.most) +
                                 ", but got " + std::to_string(image.plan.count) + " instead.",
                             "integer_above_max_value");
  }
  if (image.quality.empty()) image.quality = "auto";
  if (auto error = check_choice(model.qualities, image.quality, "quality")) return error;
  if (image.quality == "auto") image.quality = "medium";
  if (auto error = apply_size(model, image)) return error;
  if (auto error = check_format(image)) return error;
  if (auto error = check_sources(model, image)) return error;
  image.tells_all = model.tells_all;
  image.revises_prompt = model.revises_prompt;
  if (model.tells_all) image.as_url = false;
  image.plan.transparent = image.background == "transparent";
  image.background = image.plan.transparent ? "transparent" : "opaque";
  if (!request.stream) image.plan.partials = 0;
  if (!model.tells_all) return std::nullopt;
  for (const auto& source : image.sources) request.media_tokens += tokens_of_source(source, image.high_fidelity);
  const auto partials = static_cast<TokenCount>(image.plan.partials);
  image.plan.tokens =
      static_cast<TokenCount>(image.plan.count) * (tokens_of_picture(model.name, image) + partials * kTokensOfPartial);
  return std::nullopt;
}

}  // namespace oaisim
