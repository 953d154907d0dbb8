#include "simulator/protocols/images.h"

#include <algorithm>
#include <array>

#include "common/text/utf8_length.h"
#include "simulator/protocols/image_model.h"
#include "simulator/protocols/image_reply.h"
#include "simulator/protocols/text_hash.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr std::string_view kOutputFormats[] = {"png", "jpeg", "webp"};  // in the order of PictureFormat
constexpr Shape kPrompt{.kind = Kind::string, .minimum = 1};
constexpr Shape kCount{.kind = Kind::integer, .nullable = true, .minimum = 1, .maximum = 10};
constexpr Shape kOutputFormat{.kind = Kind::string, .nullable = true, .choices = kOutputFormats};
constexpr Shape kResponseFormat = or_null(one_of<"url", "b64_json">());
constexpr Shape kBackground = or_null(one_of<"transparent", "opaque", "auto">());
constexpr Shape kModerationLevel = or_null(one_of<"low", "auto">());
constexpr Shape kFidelity = or_null(one_of<"high", "low">());
constexpr Shape kStyle = or_null(one_of<"vivid", "natural">());
constexpr Shape kCompression{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 100};
constexpr Shape kPartials{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 3};
constexpr Shape kFiles{.kind = Kind::array, .minimum = 1, .maximum = 16, .items = &kFile};
constexpr const Shape* kFileKinds[] = {&kFile, &kFiles};
constexpr Shape kOneOrMoreFiles{.kind = Kind::alternatives, .alternatives = kFileKinds};
constexpr Shape kImageUrl{.kind = Kind::string, .minimum = 1, .maximum = 20'971'520};
constexpr Field kReferenceFields[] = {{"image_url", &kImageUrl}, {"file_id", &kString}};
constexpr Shape kReference{.kind = Kind::object, .fields = kReferenceFields};
constexpr Shape kReferences{.kind = Kind::array, .minimum = 1, .maximum = 16, .items = &kReference};

// What generations and edits have in common, after what each has of its own.
constexpr Field kCommonFields[] = {{"prompt", &kPrompt, true},
                                   {"model", &kNullableString},
                                   {"n", &kCount},
                                   {"size", &kNullableString},
                                   {"quality", &kNullableString},
                                   {"output_format", &kOutputFormat},
                                   {"output_compression", &kCompression},
                                   {"background", &kBackground},
                                   {"stream", &kNullableBoolean},
                                   {"partial_images", &kPartials},
                                   {"user", &kNullableString}};

template <std::size_t kOwn>
constexpr auto with_common_fields(const Field (&own)[kOwn]) {
  std::array<Field, kOwn + std::size(kCommonFields)> all{};
  std::copy(std::begin(kCommonFields), std::end(kCommonFields), std::copy(std::begin(own), std::end(own), all.begin()));
  return all;
}

constexpr auto kGenerationFields =
    with_common_fields({{"response_format", &kResponseFormat}, {"moderation", &kModerationLevel}, {"style", &kStyle}});
constexpr auto kEditFields = with_common_fields({{"image", &kOneOrMoreFiles, true},
                                                 {"mask", &kFile},
                                                 {"response_format", &kResponseFormat},
                                                 {"input_fidelity", &kFidelity}});
constexpr auto kReferenceEditFields = with_common_fields({{"images", &kReferences, true},
                                                          {"mask", &kReference},
                                                          {"moderation", &kModerationLevel},
                                                          {"input_fidelity", &kFidelity}});
constexpr Field kVariationFields[] = {
    {"image", &kFile, true},    {"model", &kNullableString}, {"n", &kCount},
    {"size", &kNullableString}, {"user", &kNullableString},  {"response_format", &kResponseFormat}};
constexpr Shape kGeneration{.kind = Kind::object, .fields = kGenerationFields};
constexpr Shape kEdit{.kind = Kind::object, .fields = kEditFields};
constexpr Shape kReferenceEdit{.kind = Kind::object, .fields = kReferenceEditFields};
constexpr Shape kVariation{.kind = Kind::object, .fields = kVariationFields};

constexpr std::string_view kOfSomeModels[] = {"response_format", "style",      "output_format", "output_compression",
                                              "background",      "moderation", "stream",        "partial_images",
                                              "input_fidelity"};

SourceImage source_of(std::string param, const FormPart& file) {
  return {.param = std::move(param),
          .content_type = std::string(file.content_type),
          .is_file = true,
          .bytes = file.content.size(),
          .size = image_size(file.content)};
}

void read_files(std::string_view name, JsonValue value, DecodedRequest& request) {
  ImageRequest& image = *request.image;
  const auto add = [&](std::string param, JsonValue number) {
    const FormPart& file = request.files[number.get_uint64().value()];
    image.plan.seed = text_hash(file.content.substr(0, 64 * 1024), image.plan.seed ^ file.content.size());
    (name == "mask" ? image.mask.emplace() : image.sources.emplace_back()) = source_of(std::move(param), file);
  };
  if (!value.is_array()) return add(std::string(name), value);
  std::size_t index = 0;
  for (const JsonValue number : array_of(value)) add("image[" + std::to_string(index++) + "]", number);
}

std::optional<ApiError> read_reference(std::string param, JsonValue reference, ImageRequest& image, bool is_mask) {
  std::string_view url;
  std::string_view id;
  const bool has_url = reference.at_key("image_url").get(url) == simdjson::SUCCESS;
  const bool has_id = reference.at_key("file_id").get(id) == simdjson::SUCCESS;
  if (has_url == has_id) {
    return invalid_parameter(param, "exactly one of 'image_url' and 'file_id' must be given.", "invalid_value");
  }
  ImageInput input;
  if (auto error = read_image(url, input)) {
    error->param = param;
    return error;
  }
  image.plan.seed = text_hash(has_url ? url.substr(0, 64 * 1024) : id, image.plan.seed);
  SourceImage& source = is_mask ? image.mask.emplace() : image.sources.emplace_back();
  source.param = std::move(param);
  if (url.starts_with("data:")) source.size = input.size;
  return std::nullopt;
}

std::optional<ApiError> read_references(std::string_view name, JsonValue value, ImageRequest& image) {
  if (name == "mask") return read_reference("mask", value, image, true);
  std::size_t index = 0;
  for (const JsonValue reference : array_of(value)) {
    if (auto error = read_reference("images[" + std::to_string(index++) + "]", reference, image, false)) return error;
  }
  return std::nullopt;
}

void read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  ImageRequest& image = *request.image;
  if (name == "model") {
    request.model = text_of(value);
  } else if (name == "prompt") {
    request.inputs.front().text = text_of(value);
  } else if (name == "n") {
    image.plan.count = static_cast<std::size_t>(value.get_int64().value());
  } else if (name == "size") {
    image.size = text_of(value);
  } else if (name == "quality") {
    image.quality = text_of(value);
  } else if (name == "background") {
    image.background = text_of(value);
  } else if (name == "response_format") {
    image.as_url = text_of(value) == "url";
  } else if (name == "output_format") {
    const auto place = std::find(std::begin(kOutputFormats), std::end(kOutputFormats), text_of(value));
    image.plan.format = static_cast<PictureFormat>(place - std::begin(kOutputFormats));
  } else if (name == "output_compression") {
    image.plan.quality = static_cast<int>(value.get_int64().value());
  } else if (name == "stream") {
    request.stream = value.get_bool().value();
  } else if (name == "partial_images") {
    image.plan.partials = static_cast<std::size_t>(value.get_int64().value());
  } else if (name == "input_fidelity") {
    image.high_fidelity = text_of(value) == "high";
  } else if (name == "user") {
    request.user = text_of(value);
  }
}

}  // namespace

std::string_view Images::operation() const {
  switch (task_) {
    case Task::edit:
      return "ImageEdits_Create";
    case Task::vary:
      return "ImageVariations_Create";
    case Task::generate:
      break;
  }
  return "ImageGenerations_Create";
}

const Shape* Images::form() const {
  switch (task_) {
    case Task::edit:
      return &kEdit;
    case Task::vary:
      return &kVariation;
    case Task::generate:
      break;
  }
  return nullptr;
}

std::optional<ApiError> Images::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  const Shape& json = task_ == Task::generate ? kGeneration : kReferenceEdit;
  if (auto error = check_shape(request.is_form ? *form() : json, body)) return error;
  request.image.emplace().edits = task_ == Task::edit;
  request.inputs.emplace_back();
  request.model = task_ == Task::edit ? "gpt-image-1.5" : "dall-e-2";
  request.max_tokens = 0;
  for (const auto [name, value] : object_of(body)) {
    if (value.is_null()) continue;
    for (const std::string_view some : kOfSomeModels) {
      if (name == some) request.image->given.push_back(some);
    }
    if (request.is_form && (name == "image" || name == "mask")) {
      read_files(name, value, request);
    } else if (name == "images" || name == "mask") {
      if (auto error = read_references(name, value, *request.image)) return error;
    } else {
      read_field(name, value, request);
    }
  }
  const std::string& prompt = request.inputs.front().text;
  request.image->plan.seed = text_hash(prompt, request.image->plan.seed ^ kTextHashSeed);
  request.prompt_characters = static_cast<std::int64_t>(utf8_length(prompt));
  request.latency_units = static_cast<double>(request.image->plan.count);
  if (!address.deployment.empty()) request.model = address.deployment;
  return request.model.empty() ? std::optional(missing_parameter("model")) : std::nullopt;
}

std::optional<ApiError> Images::settle(std::string_view name, DecodedRequest& request) const {
  const ImageModel& model = image_model(name);
  const bool serves = task_ == Task::generate || (task_ == Task::edit ? model.edits : model.varies);
  if (!serves) {
    return invalid_value("model", name,
                         task_ == Task::vary ? "'dall-e-2'"
                                             : "'gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-2', "
                                               "'chatgpt-image-latest', and 'dall-e-2'");
  }
  return apply_image_model(model, request);
}

std::unique_ptr<ReplyEncoder> Images::encoder(const DecodedRequest& request, ReplyFacts facts,
                                              const Generation& generation) const {
  return std::make_unique<ImageEncoder>(request, std::move(facts), generation, store_);
}

}  // namespace oaisim
