#include "simulator/protocols/moderations.h"

#include "common/text/json_writer.h"
#include "common/text/utf8_length.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape kUrl{.kind = Kind::string, .minimum = 1};
constexpr Field kImageUrlFields[] = {{"url", &kUrl, true}};
constexpr Shape kImageUrl{.kind = Kind::object, .fields = kImageUrlFields};
constexpr Field kTextFields[] = {{"type", &kString, true}, {"text", &kString, true}};
constexpr Field kImageFields[] = {{"type", &kString, true}, {"image_url", &kImageUrl, true}};
constexpr Shape kTextPart{.kind = Kind::object, .fields = kTextFields};
constexpr Shape kImagePart{.kind = Kind::object, .fields = kImageFields};
constexpr TaggedShape kPartKinds[] = {{"text", &kTextPart}, {"image_url", &kImagePart}};
constexpr Shape kPart = tagged_by_type(kPartKinds);
constexpr const Shape* kItemKinds[] = {&kString, &kPart};
constexpr Shape kItem{.kind = Kind::alternatives, .alternatives = kItemKinds};
constexpr Shape kItems{.kind = Kind::array, .minimum = 1, .maximum = Moderations::kMostInputs, .items = &kItem};
constexpr const Shape* kInputKinds[] = {&kString, &kItems};
constexpr Shape kInput{.kind = Kind::alternatives, .alternatives = kInputKinds};
constexpr Field kFields[] = {{"input", &kInput, true}, {"model", &kNullableString}};
constexpr Shape kRequest{.kind = Kind::object, .fields = kFields};

class ModerationEncoder final : public ReplyEncoder {
 public:
  ModerationEncoder(const ModerationRequest& request, ReplyFacts facts, const Generation& generation)
      : request_(request), facts_(std::move(facts)), generation_(generation) {}

  void whole(std::string& out) override {
    out += "{\"id\":";
    append_string(out, facts_.id);
    out += ",\"model\":";
    append_string(out, facts_.model);
    out += ",\"results\":[";
    for (const auto& judgement : generation_.judgements) {
      if (out.back() != '[') out += ',';
      append_result(judgement, out);
    }
    out += "]}";
  }

 private:
  void append_result(const Judgement& judgement, std::string& out) const {
    bool flagged = false;
    for (std::size_t i = 0; i < kModerationCategories; ++i) flagged = flagged || (knows(i) && judgement.flagged(i));
    out += flagged ? R"({"flagged":true,"categories":{)" : R"({"flagged":false,"categories":{)";
    append_categories(out, [&](std::size_t i) { out += judgement.flagged(i) ? "true" : "false"; });
    out += R"(},"category_scores":{)";
    append_categories(out, [&](std::size_t i) {
      char digits[32];
      out.append(digits, std::to_chars(digits, digits + sizeof(digits), judgement.scores[i]).ptr);
    });
    if (request_.omni) {
      out += R"(},"category_applied_input_types":{)";
      append_categories(out, [&](std::size_t i) {
        const bool image = request_.has_images && kModerations[i].of_images;
        out += request_.has_text ? (image ? R"(["text","image"])" : R"(["text"])") : (image ? R"(["image"])" : "[]");
      });
    }
    out += "}}";
  }

  bool knows(std::size_t category) const { return request_.omni || kModerations[category].in_text_models; }

  template <typename AppendValue>
  void append_categories(std::string& out, AppendValue append_value) const {
    for (std::size_t i = 0; i < kModerationCategories; ++i) {
      if (!knows(i)) continue;
      if (out.back() != '{') out += ',';
      append_string(out, kModerations[i].name);
      out += ':';
      append_value(i);
    }
  }

  ModerationRequest request_;
  ReplyFacts facts_;
  const Generation& generation_;
};

// Texts are judged one by one; parts of one input together.
std::optional<ApiError> read_items(JsonArray items, DecodedRequest& request) {
  ModerationRequest& moderation = *request.moderation;
  bool texts = false;
  for (const JsonValue item : items) {
    if (item.is_string()) {
      texts = true;
      request.inputs.push_back({std::string(text_of(item)), {}});
      continue;
    }
    moderation.has_parts = true;
    if (request.inputs.empty()) request.inputs.emplace_back();
    std::string& text = request.inputs.front().text;
    std::string_view part;
    if (item.at_key("text").get(part) == simdjson::SUCCESS) {
      if (moderation.has_text) text += '\n';
      moderation.has_text = true;
      text += part;
    } else {
      const std::string_view url = text_of(item.at_key("image_url").at_key("url").value());
      ImageInput image;
      if (auto error = read_image(url, image)) return error;
      moderation.has_images = true;
    }
  }
  if (texts && moderation.has_parts) return invalid_input();
  moderation.has_text = moderation.has_text || texts;
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> Moderations::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kRequest, body)) return error;
  request.moderation.emplace();
  request.model = "omni-moderation-latest";
  request.max_tokens = 0;
  for (const auto [name, value] : object_of(body)) {
    if (name == "model" && value.is_string()) {
      request.model = text_of(value);
    } else if (name == "input" && value.is_string()) {
      request.moderation->has_text = true;
      request.inputs.assign(1, {std::string(text_of(value)), {}});
    } else if (name == "input") {
      request.inputs.clear();
      if (auto error = read_items(array_of(value), request)) return error;
    }
  }
  for (const auto& input : request.inputs) {
    if (input.text.empty() && !request.moderation->has_images) return invalid_input();
    request.prompt_characters += static_cast<std::int64_t>(utf8_length(input.text));
  }
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::optional<ApiError> Moderations::settle(std::string_view model, DecodedRequest& request) const {
  request.moderation->omni = !model.starts_with("text-moderation");
  if (request.moderation->omni || !request.moderation->has_parts) return std::nullopt;
  return ApiError{.message = "Multi-modal inputs are not supported by model '" + std::string(model) +
                             "'. Use 'omni-moderation-latest' instead.",
                  .param = "input",
                  .code = "unsupported_value"};
}

std::unique_ptr<ReplyEncoder> Moderations::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                   const Generation& generation) const {
  return std::make_unique<ModerationEncoder>(*request.moderation, std::move(facts), generation);
}

}  // namespace oaisim
