// A validator of JSON schemas for tests.  It shares nothing with the code under test: the definitions of the keywords,
// one by one, on nlohmann's documents.  `format` is not checked.
#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

namespace oaisim {

class SchemaOracle {
 public:
  explicit SchemaOracle(const nlohmann::json& root) : root_(root) {}

  bool valid(const nlohmann::json& schema, const nlohmann::json& value) const {
    if (schema.is_boolean()) return schema.get<bool>();
    return all_of(schema.items(),
                  [&](const auto& keyword) { return holds(schema, keyword.key(), keyword.value(), value); });
  }

 private:
  template <typename List, typename Check>
  static bool all_of(const List& list, Check check) {
    for (const auto& one : list) {
      if (!check(one)) return false;
    }
    return true;
  }

  long count_valid(const nlohmann::json& schemas, const nlohmann::json& value) const {
    return std::count_if(schemas.begin(), schemas.end(), [&](const nlohmann::json& one) { return valid(one, value); });
  }

  static bool is_type(const std::string& type, const nlohmann::json& value) {
    if (type == "integer") return value.is_number() && value.get<double>() == std::floor(value.get<double>());
    if (type == "number") return value.is_number();
    if (type == "null") return value.is_null();
    return type == value.type_name();
  }

  static std::size_t length(const nlohmann::json& text) {
    const auto& bytes = text.get_ref<const std::string&>();
    return static_cast<std::size_t>(
        std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  }

  bool holds(const nlohmann::json& schema, const std::string& keyword, const nlohmann::json& argument,
             const nlohmann::json& value) const {
    if (keyword == "type") {
      if (argument.is_string()) return is_type(argument, value);
      return std::any_of(argument.begin(), argument.end(),
                         [&](const nlohmann::json& one) { return is_type(one, value); });
    }
    if (keyword == "enum") return std::find(argument.begin(), argument.end(), value) != argument.end();
    if (keyword == "const") return argument == value;
    if (keyword == "$ref")
      return valid(root_.at(nlohmann::json::json_pointer(argument.get<std::string>().substr(1))), value);
    if (keyword == "allOf") return count_valid(argument, value) == static_cast<long>(argument.size());
    if (keyword == "anyOf") return count_valid(argument, value) > 0;
    if (keyword == "oneOf") return count_valid(argument, value) == 1;
    if (value.is_number()) return holds_for_number(keyword, argument, value);
    if (value.is_string()) return holds_for_string(keyword, argument, value);
    if (value.is_array()) return holds_for_array(schema, keyword, argument, value);
    return !value.is_object() || holds_for_object(schema, keyword, argument, value);
  }

  static bool holds_for_number(const std::string& keyword, const nlohmann::json& argument,
                               const nlohmann::json& value) {
    if (keyword == "minimum") return value >= argument;
    if (keyword == "maximum") return value <= argument;
    if (keyword == "exclusiveMinimum") return value > argument;
    if (keyword == "exclusiveMaximum") return value < argument;
    if (keyword != "multipleOf") return true;
    const double quotient = value.get<double>() / argument.get<double>();
    return quotient == std::floor(quotient);
  }

  static bool holds_for_string(const std::string& keyword, const nlohmann::json& argument,
                               const nlohmann::json& value) {
    if (keyword == "minLength") return length(value) >= argument;
    if (keyword == "maxLength") return length(value) <= argument;
    return keyword != "pattern" || std::regex_search(value.get<std::string>(), std::regex(argument.get<std::string>()));
  }

  bool holds_for_array(const nlohmann::json& schema, const std::string& keyword, const nlohmann::json& argument,
                       const nlohmann::json& value) const {
    if (keyword == "minItems") return value.size() >= argument;
    if (keyword == "maxItems") return value.size() <= argument;
    if (keyword == "uniqueItems")
      return !argument || std::set<nlohmann::json>(value.begin(), value.end()).size() == value.size();
    const std::size_t prefix = schema.contains("prefixItems") ? schema["prefixItems"].size() : 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (keyword == "prefixItems" && i < prefix && !valid(argument[i], value[i])) return false;
      if (keyword == "items" && i >= prefix && !valid(argument, value[i])) return false;
    }
    return true;
  }

  bool holds_for_object(const nlohmann::json& schema, const std::string& keyword, const nlohmann::json& argument,
                        const nlohmann::json& value) const {
    if (keyword == "minProperties") return value.size() >= argument;
    if (keyword == "maxProperties") return value.size() <= argument;
    if (keyword == "required")
      return all_of(argument, [&](const nlohmann::json& name) { return value.contains(name); });
    const nlohmann::json properties = schema.value("properties", nlohmann::json::object());
    return all_of(value.items(), [&](const auto& member) {
      const bool is_declared = properties.contains(member.key());
      if (keyword == "properties" && is_declared) return valid(argument[member.key()], member.value());
      return keyword != "additionalProperties" || is_declared || valid(argument, member.value());
    });
  }

  const nlohmann::json& root_;
};

}  // namespace oaisim
