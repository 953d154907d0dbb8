// Random JSON schemas of every kind for tests, most of which have values.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

#include "common/base/random.h"

namespace oaisim {

class SchemaMaker {
 public:
  explicit SchemaMaker(std::uint64_t seed) : random_(seed) {}

  nlohmann::json schema(int depth) {
    switch (random_.below(depth > 2 ? 6 : 11)) {
      case 0:
        return with({{"type", "string"}}, {{"minLength", one({0, 3, 12})}, {"maxLength", one({3, 15, 40})}});
      case 1:
        return {{"type", "string"}, {"pattern", one({"^[a-z]{2,4}$", "\\d-", "^(a|bc)*$", "^\\w+\\.com$"})}};
      case 2:
        return with({{"type", "integer"}}, {{"minimum", one({-5, 0, 7})}, {"multipleOf", one({1, 3, 2.5})}});
      case 3:
        return with({{"type", "number"}}, {{"exclusiveMaximum", one({1, 2.5, 100})}, {"minimum", one({0, 0.5})}});
      case 4:
        return {{"enum", nlohmann::json::array({one({"a", 1, true}), one({"b", nullptr, 2.5})})}};
      case 5:
        return {{"type", nlohmann::json::array({one({"boolean", "null"}), one({"string", "integer"})})}};
      case 6:
      case 7:
        return object(depth);
      case 8:
        return with({{"type", "array"}, {"items", schema(depth + 1)}},
                    {{"minItems", one({0, 1, 4})}, {"maxItems", one({4, 6})}, {"uniqueItems", true}});
      case 9:
        return {{one({"anyOf", "oneOf"}).get<std::string>(), {schema(depth + 1), schema(depth + 1)}}};
      default:
        return {{"allOf", {object(depth), object(depth)}}};
    }
  }

 private:
  nlohmann::json one(std::initializer_list<nlohmann::json> choices) {
    return *(choices.begin() + random_.below(choices.size()));
  }

  nlohmann::json with(nlohmann::json schema, const nlohmann::json& maybe) {
    for (const auto& [keyword, argument] : maybe.items()) {
      if (random_.below(3) == 0) schema[keyword] = argument;
    }
    return schema;
  }

  nlohmann::json object(int depth) {
    nlohmann::json made{
        {"type", "object"}, {"properties", nlohmann::json::object()}, {"required", nlohmann::json::array()}};
    for (const char* name : {"a", "b\"", "ç"}) {
      if (random_.below(2) == 0) made["properties"][name] = schema(depth + 1);
      if (made["properties"].contains(name) && random_.below(2) == 0) made["required"].push_back(name);
    }
    return with(made, {{"minProperties", one({1, 2, 4})}, {"maxProperties", one({3, 5})}});
  }

  Random random_;
};

}  // namespace oaisim
