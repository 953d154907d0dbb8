// Checks a JSON document against the part of JSON Schema (draft 2020-12) that the project's schemas use: type,
// properties, required, additionalProperties, items, enum, const, minimum, maximum, $ref to #/$defs.
//
// Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/files.h"

namespace oaisim::loadtest {

class JsonSchema {
 public:
  explicit JsonSchema(nlohmann::json schema) : root_(std::move(schema)) {}

  // What is wrong, a line each; empty: the document is valid.
  std::vector<std::string> problems(const nlohmann::json& document) const {
    std::vector<std::string> found;
    check(root_, document, "$", found);
    return found;
  }

 private:
  static bool has_type(const nlohmann::json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
  }

  static bool has_any_type(const nlohmann::json& value, const nlohmann::json& types) {
    if (types.is_string()) return has_type(value, types.get<std::string>());
    for (const auto& type : types) {
      if (has_type(value, type.get<std::string>())) return true;
    }
    return false;
  }

  void check(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at,
             std::vector<std::string>& found) const {
    if (schema.contains("$ref")) {
      return check(root_.at(nlohmann::json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value, at,
                   found);
    }
    if (schema.contains("type") && !has_any_type(value, schema["type"])) found.push_back(at + " has the wrong type");
    if (schema.contains("const") && value != schema["const"]) found.push_back(at + " is not the constant");
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      found.push_back(at + " is not in the enumeration");
    }
    if (value.is_number() && schema.contains("minimum") && value < schema["minimum"])
      found.push_back(at + " is too small");
    if (value.is_number() && schema.contains("maximum") && value > schema["maximum"])
      found.push_back(at + " is too large");
    if (value.is_object()) check_members(schema, value, at, found);
    if (value.is_array() && schema.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i)
        check(schema["items"], value[i], at + "[" + std::to_string(i) + "]", found);
    }
  }

  void check_members(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at,
                     std::vector<std::string>& found) const {
    for (const auto& name : schema.value("required", nlohmann::json::array())) {
      if (!value.contains(name.get<std::string>())) found.push_back(at + " has no " + name.get<std::string>());
    }
    const auto properties = schema.value("properties", nlohmann::json::object());
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name)) {
        check(properties[name], member, at + "." + name, found);
      } else if (schema.contains("additionalProperties") && schema["additionalProperties"] == false) {
        found.push_back(at + " has an unknown " + name);
      }
    }
  }

  nlohmann::json root_;
};

// The schema docs/schemas/NAME.schema.json.
inline JsonSchema published_schema(const std::string& name) {
  const auto text = read_file(std::string(OAISIM_SOURCE_DIR) + "/docs/schemas/" + name + ".schema.json");
  REQUIRE_FALSE(text.empty());
  return JsonSchema(nlohmann::json::parse(text));
}

}  // namespace oaisim::loadtest
