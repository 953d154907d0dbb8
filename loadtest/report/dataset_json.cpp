#include "loadtest/report/dataset_json.h"

#include <nlohmann/json.hpp>

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json file_json(const DatasetFacts::File& file) {
  return {{"path", file.path},
          {"format", std::string(name_of(file.format))},
          {"fields",
           {{"prompt", or_null(file.fields.prompt)},
            {"system", or_null(file.fields.system)},
            {"output_tokens", or_null(file.fields.output_tokens)},
            {"image", or_null(file.fields.image)}}}};
}

Json synthetic_json(const DatasetFacts::Synthetic& made) {
  return {{"input_tokens", made.input_tokens},
          {"shared_prefix_tokens", made.shared_prefix_tokens},
          {"prefixes", made.prefixes},
          {"turns", made.turns}};
}

Json images_json(const ImagePlan& images) {
  return {{"count", images.count}, {"width", images.width}, {"height", images.height}};
}

}  // namespace

Json dataset_json(const DatasetFacts& facts) {
  Json json;
  json["kind"] = std::string(kDatasetKindNames[static_cast<std::size_t>(facts.kind)]);
  json["records"] = or_null(facts.records);
  json["file"] = facts.file ? file_json(*facts.file) : Json(nullptr);
  json["json_path"] = or_null(facts.json_path);
  json["synthetic"] = facts.synthetic ? synthetic_json(*facts.synthetic) : Json(nullptr);
  json["history"] = facts.history == History::recorded ? "recorded" : "replies";
  json["output_tokens"] = or_null(facts.output_tokens);
  json["images"] = facts.images.count > 0 ? images_json(facts.images) : Json(nullptr);
  json["encoding"] = facts.encoding;
  json["seed"] = or_null(facts.seed);
  return json;
}

}  // namespace oaisim::loadtest
