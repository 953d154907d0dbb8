#include "simulator/generation/json_schema/json_schema_rules.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "simulator/generation/json_schema/json_schema.h"
#include "tests/unit/simulator/generation/json_schema/schema_oracle.h"

using namespace oaisim;
using nlohmann::json;

namespace {

Result<JsonSchema> compiled(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::element schema;
  REQUIRE_MESSAGE(parser.parse(text).get(schema) == simdjson::SUCCESS, text);
  return JsonSchema::compile(schema, JsonSchema::Rules::strict);
}

std::string strict_error_of(const std::string& text) {
  const auto schema = compiled(text);
  return schema ? "no error" : schema.error().message;
}

void check_written(const std::string& text) {
  const auto schema = compiled(text);
  REQUIRE_MESSAGE(schema.ok(), schema.error().message);
  const json document = json::parse(text);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    std::string value;
    schema->write(random, value);
    CHECK_MESSAGE(SchemaOracle(document).valid(document, json::parse(value)), value);
  }
}

}  // namespace

TEST_CASE("schemas of the guide to structured outputs are accepted and written") {
  check_written(R"({"type":"object","properties":{"steps":{"type":"array","items":{"$ref":"#/$defs/step"}},
      "final_answer":{"type":"string"}},"$defs":{"step":{"type":"object","properties":{"explanation":{"type":"string"},
      "output":{"type":["string","null"]}},"required":["explanation","output"],"additionalProperties":false}},
      "required":["final_answer","steps"],"additionalProperties":false})");
  check_written(
      R"({"type":"object","properties":{"item":{"anyOf":[{"type":"object","properties":{"name":{"type":"string",
      "pattern":"^@[a-zA-Z0-9_]+$"}},"additionalProperties":false,"required":["name"]},{"type":"integer","minimum":-130,
      "maximum":130}]}},"additionalProperties":false,"required":["item"]})");
}

TEST_CASE("what a strict schema lacks is said in the API's words") {
  const std::pair<const char*, const char*> errors[] = {
      {R"({"type":"array","items":{"type":"string"}})",
       R"(schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.)"},
      {R"({"anyOf":[{"type":"object"}]})", R"(schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.)"},
      {R"({"type":"object","anyOf":[{}]})",
       "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."},
      {R"({"type":"object","properties":{}})",
       "In context=(), 'additionalProperties' is required to be supplied and to be false."},
      {R"({"type":"object","properties":{"unit":{"type":"string"}},"required":[],"additionalProperties":false})",
       "In context=(), 'required' is required to be supplied and to be an array including every key in properties. "
       "Missing 'unit'."},
      {R"({"type":"object","properties":{},"required":["x"],"additionalProperties":false})",
       "In context=(), 'required' is required to be supplied and to be an array including every key in properties. "
       "Extra required key 'x' supplied."},
  };
  for (const auto& [schema, message] : errors) CHECK(strict_error_of(schema) == message);
}

TEST_CASE("what a strict schema must not have is said in the API's words, with its place") {
  const std::pair<const char*, const char*> errors[] = {
      {R"({"allOf":[{"type":"string"}]})", "'allOf' is not permitted."},
      {R"({"oneOf":[{"type":"string"}]})", "'oneOf' is not permitted."},
      {R"({"type":"string","not":{}})", "'not' is not permitted."},
      {R"({"type":"object","patternProperties":{}})", "'patternProperties' is not permitted."},
      {R"({"description":"no type"})", "schema must have a 'type' key."},
      {R"({"type":"array"})", "array schema missing items."},
      {R"({"type":"string","format":"uri"})", "'uri' is not a valid format."},
      {R"({"type":"object","properties":{},"required":[],"additionalProperties":true})",
       "'additionalProperties' is required to be supplied and to be false."},
      {R"({"type":"string","enum":["a",1]})", "enum value 1 does not validate against its 'type'."},
      {R"({"$ref":"#","description":"d"})", "$ref cannot have keywords {'description'}."},
      {R"({"$ref":"#/properties/a"})",
       "reference can only point to definitions defined at the top level of the schema."},
  };
  for (const auto& [property, message] : errors) {
    const std::string schema = R"({"type":"object","properties":{"a":)" + std::string(property) +
                               R"(},"required":["a"],"additionalProperties":false})";
    CHECK(strict_error_of(schema) == std::string("In context=('properties', 'a'), ") + message);
  }
}

TEST_CASE("strict schemas keep to the limits of the guide") {
  const auto object_of = [](const json& properties) {
    json schema{
        {"type", "object"}, {"properties", properties}, {"required", json::array()}, {"additionalProperties", false}};
    for (const auto& [name, property] : properties.items()) schema["required"].push_back(name);
    return schema;
  };
  json nested{{"type", "string"}};
  for (int i = 0; i < 10; ++i) nested = object_of({{"a", nested}});
  CHECK(strict_error_of(nested.dump()) == "no error");
  CHECK(strict_error_of(object_of({{"a", nested}}).dump()).find("11 levels of nesting exceeds limit of 10.") !=
        std::string::npos);
  json values = json::array();
  for (int i = 0; i < 1000; ++i) values.push_back("v" + std::to_string(i));
  CHECK(strict_error_of(object_of({{"a", {{"type", "string"}, {"enum", values}}}}).dump()) == "no error");
  values.push_back("one more");
  CHECK(strict_error_of(object_of({{"a", {{"type", "string"}, {"enum", values}}}}).dump()) ==
        "Expected at most 1000 enum values in total within a single schema when using structured outputs, but received "
        "1001. Consider reducing the number of enum values, or use 'strict: false' to opt out of structured outputs.");
  json many;
  for (int i = 0; i < 5001; ++i) many["p" + std::to_string(i)] = {{"type", "null"}};
  CHECK(strict_error_of(object_of(many).dump()).starts_with("Expected at most 5000 object properties in total"));
  CHECK(strict_error_of(object_of({{std::string(120'001, 'n'), {{"type", "null"}}}}).dump())
            .starts_with("Expected at most 120000 characters of names and values in total"));
}
