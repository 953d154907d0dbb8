#include "simulator/generation/json_schema/json_schema.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>

#include "tests/unit/simulator/generation/json_schema/schema_maker.h"
#include "tests/unit/simulator/generation/json_schema/schema_oracle.h"

using namespace oaisim;
using nlohmann::json;

namespace {

Result<JsonSchema> compiled(const std::string& text) {
  simdjson::dom::parser parser;  // gone when the schema is used
  simdjson::dom::element schema;
  REQUIRE_MESSAGE(parser.parse(text).get(schema) == simdjson::SUCCESS, text);
  return JsonSchema::compile(schema, JsonSchema::Rules::lenient);
}

std::string written(const JsonSchema& schema, std::uint64_t seed) {
  Random random(seed);
  std::string text;
  schema.write(random, text);
  return text;
}

std::string error_of(const std::string& text) {
  const auto schema = compiled(text);
  return schema ? "no error" : schema.error().message;
}

// Writes `count` values, each of which has to be valid, and gives them back.
std::vector<json> check_written(const std::string& text, std::uint64_t count = 40) {
  const auto schema = compiled(text);
  REQUIRE_MESSAGE(schema.ok(), text << ": " << schema.error().message);
  const json document = json::parse(text);
  const SchemaOracle oracle(document);
  std::vector<json> values;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const std::string value = written(*schema, seed);
    REQUIRE_MESSAGE(json::accept(value), value);
    REQUIRE(value.find('\n') == std::string::npos);
    values.push_back(json::parse(value));
    REQUIRE_MESSAGE(oracle.valid(document, values.back()), text << " wrote " << value);
  }
  return values;
}

bool any(const std::vector<json>& values, const std::function<bool(const json&)>& check) {
  return std::any_of(values.begin(), values.end(), check);
}

bool all(const std::vector<json>& values, const std::function<bool(const json&)>& check) {
  return std::all_of(values.begin(), values.end(), check);
}

}  // namespace

TEST_CASE("values of random schemas are valid by an independent validator") {
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const std::string text = SchemaMaker(seed).schema(0).dump();
    if (compiled(text)) {
      check_written(text, 4);
    } else {
      ++refused;  // contradictions do come up
    }
  }
  CHECK(refused < 150);
}

TEST_CASE("each type is written") {
  CHECK(all(check_written(R"({"type":"string"})"), [](const json& v) { return v.is_string() && !v.empty(); }));
  CHECK(all(check_written(R"({"type":"integer"})"), [](const json& v) { return v.is_number_integer(); }));
  CHECK(all(check_written(R"({"type":"number"})"), [](const json& v) { return v.is_number(); }));
  CHECK(all(check_written(R"({"type":"null"})"), [](const json& v) { return v.is_null(); }));
  const auto flags = check_written(R"({"type":"boolean"})");
  CHECK(any(flags, [](const json& v) { return v == true; }));
  CHECK(any(flags, [](const json& v) { return v == false; }));
  CHECK(all(check_written(R"({"type":"object"})"), [](const json& v) { return v == json::object(); }));
  const auto either = check_written(R"({"type":["string","null"]})");
  CHECK(any(either, [](const json& v) { return v.is_null(); }));
  CHECK(any(either, [](const json& v) { return v.is_string(); }));
}

TEST_CASE("a schema that says nothing gets a short string") {
  for (const char* schema : {"true", "{}", R"({"title":"T","description":"D","default":1,"examples":[1]})"}) {
    const auto value = compiled(schema);
    REQUIRE(value.ok());
    CHECK(json::parse(written(*value, 1)).is_string());
  }
}

TEST_CASE("a schema without a type is of the type its keywords speak of") {
  CHECK(check_written(R"({"properties":{"a":{"minimum":3}}})")[0].is_object());
  CHECK(check_written(R"({"minItems":2})")[0].is_array());
  CHECK(check_written(R"({"minimum":2})")[0].is_number());
}

TEST_CASE("an object has its required and its optional properties, in the order of the schema") {
  const auto schema = compiled(R"({"type":"object","properties":{"z":{"type":"null"},"a\"b":{"type":"null"},
                                   "m":{"type":"null"}},"required":["m"]})");
  REQUIRE(schema.ok());
  CHECK(written(*schema, 1) == R"({"z":null,"a\"b":null,"m":null})");
}

TEST_CASE("required properties that are not declared hold what additionalProperties says") {
  const auto values = check_written(R"({"type":"object","required":["x"],"additionalProperties":{"type":"integer"}})");
  CHECK(values[0]["x"].is_number_integer());
}

TEST_CASE("minProperties is filled up and maxProperties is not passed") {
  const char* const many = R"({"type":"object","properties":{"extra_1":{"type":"null"}},"minProperties":4,
                               "additionalProperties":{"type":"boolean"}})";
  CHECK(all(check_written(many), [](const json& v) { return v.size() == 4 && v["extra_1"].is_null(); }));
  const char* const few = R"({"type":"object","properties":{"a":{},"b":{},"c":{}},"required":["c"],"maxProperties":2})";
  CHECK(all(check_written(few), [](const json& v) { return v.size() == 2 && v.contains("c"); }));
}

TEST_CASE("arrays have one to three items, or as many as their bounds say") {
  const auto sizes = [](const std::string& text) {
    std::set<std::size_t> found;
    for (const json& value : check_written(text)) found.insert(value.size());
    return found;
  };
  CHECK(sizes(R"({"type":"array","items":{"type":"null"}})") == std::set<std::size_t>{1, 2, 3});
  CHECK(sizes(R"({"type":"array","items":{"type":"null"},"minItems":5,"maxItems":5})") == std::set<std::size_t>{5});
  CHECK(sizes(R"({"type":"array","maxItems":0})") == std::set<std::size_t>{0});
  CHECK(sizes(R"({"type":"array","items":false})") == std::set<std::size_t>{0});
  CHECK(sizes(R"({"type":"array","prefixItems":[{"type":"null"},{"type":"boolean"}]})") == std::set<std::size_t>{2});
  CHECK(sizes(R"({"type":"array","items":[{"type":"null"}]})") == std::set<std::size_t>{1});  // before 2020-12
}

TEST_CASE("unique items are found even where there are just enough") {
  check_written(R"({"type":"array","items":{"enum":["a","b","c","d",1,1.0]},"uniqueItems":true,"minItems":5})");
  check_written(
      R"({"type":"array","items":{"type":"integer","minimum":1,"maximum":40},"uniqueItems":true,"minItems":40})");
  check_written(R"({"type":"array","items":{"type":"integer","maximum":3},"uniqueItems":true,"minItems":300})");
  check_written(R"({"type":"array","items":{"type":["boolean","null"]},"uniqueItems":true,"minItems":3})");
  check_written(R"({"type":"array","items":{"type":"string","pattern":"^[abc]$"},"uniqueItems":true,"minItems":3})");
  check_written(R"({"type":"array","items":{"type":"boolean"},"uniqueItems":true})");
}

TEST_CASE("enum and const are written as they stand, when the other keywords allow them") {
  const auto values = check_written(R"({"type":["string","integer"],"enum":["a\"\n",1,2.5,null,12],"maximum":5})");
  CHECK(all(values, [](const json& v) { return v == "a\"\n" || v == 1; }));
  CHECK(check_written(R"({"const":{"b":[1,null],"a":"é"}})")[0].dump() == R"({"a":"é","b":[1,null]})");
  CHECK(check_written(R"({"enum":["abc","x1"],"pattern":"\\d"})")[0] == "x1");
}

TEST_CASE("numbers keep to their bounds and multiples") {
  for (const char* schema :
       {R"({"type":"integer","minimum":5,"maximum":7})",
        R"({"type":"integer","exclusiveMinimum":5,"exclusiveMaximum":7})",
        R"({"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807})",
        R"({"type":"integer","minimum":9223372036854775800})", R"({"type":"integer","multipleOf":2.5,"minimum":3})",
        R"({"type":"integer","minimum":0.5,"maximum":1.5})", R"({"type":"integer","maximum":-1e9})",
        R"({"type":"number","minimum":0.1,"maximum":0.1})", R"({"type":"number","exclusiveMinimum":0,"maximum":1e-9})",
        R"({"type":"number","multipleOf":0.01,"minimum":3.3,"maximum":3.4})", R"({"type":"number","multipleOf":0.1})",
        R"({"type":"number","minimum":1e300})", R"({"type":"number","multipleOf":18446744073709551615})",
        R"({"type":"number","minimum":-1e308,"maximum":1e308})", R"({"type":"number","maximum":-7.25})",
        R"({"allOf":[{"multipleOf":4},{"type":"integer","multipleOf":6}]})"}) {
    check_written(schema);
  }
}

TEST_CASE("strings keep to their lengths and patterns") {
  for (const char* schema :
       {R"({"type":"string","minLength":200})", R"({"type":"string","maxLength":3})",
        R"({"type":"string","maxLength":0})", R"({"type":"string","minLength":7,"maxLength":7})",
        R"({"type":"string","pattern":"^[A-Z]{3}-\\d+$"})", R"({"type":"string","pattern":"^[a-z]+$","minLength":50})",
        R"({"type":"string","pattern":"^[\"\\\\]{4}$"})",
        R"({"type":"string","allOf":[{"pattern":"^[a-c]*$"},{"pattern":"a"},{"maxLength":4}]})"}) {
    check_written(schema);
  }
}

TEST_CASE("formats have their form") {
  const std::pair<const char*, const char*> forms[] = {
      {"date-time", R"(20\d\d-[01]\d-[0-2]\dT[0-2]\d:[0-5]\d:[0-5]\dZ)"},
      {"date", R"(20\d\d-[01]\d-[0-2]\d)"},
      {"time", R"([0-2]\d:[0-5]\d:[0-5]\dZ)"},
      {"duration", R"(P\d+DT\d+H\d+M)"},
      {"email", R"([a-z]+\.[a-z]+@example\.com)"},
      {"hostname", R"([a-z]+\.example\.com)"},
      {"ipv4", R"(192\.0\.2\.\d+)"},
      {"ipv6", R"(2001:db8::[0-9a-f]{4})"},
      {"uuid", R"([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"},
      {"uri", R"(https://example\.com/[a-z]+)"},
  };
  for (const auto& [format, form] : forms) {
    for (const json& value : check_written(json{{"type", "string"}, {"format", format}}.dump())) {
      CHECK_MESSAGE(std::regex_match(value.get<std::string>(), std::regex(form)), value);
    }
  }
  check_written(R"({"type":"string","format":"unknown","maxLength":5})");
}

TEST_CASE("anyOf takes every branch together with what stands beside it") {
  const auto values =
      check_written(R"({"type":"object","properties":{"id":{"type":"integer"}},"required":["id"],"anyOf":[
      {"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":{"const":2}},"required":["b"]}]})");
  CHECK(any(values, [](const json& v) { return v.contains("a"); }));
  CHECK(any(values, [](const json& v) { return v.contains("b"); }));
  CHECK(all(check_written(R"({"anyOf":[false,{"type":"null"}]})"), [](const json& v) { return v.is_null(); }));
}

TEST_CASE("oneOf holds for exactly one branch, also where branches overlap") {
  check_written(R"({"oneOf":[{"type":"integer","multipleOf":3},{"type":"integer","multipleOf":5}]})");
  check_written(R"({"oneOf":[{"type":"string","maxLength":5},{"type":"string","minLength":3}]})");
  check_written(
      R"({"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind"]},
                             {"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]}]})");
  check_written(R"({"type":"object","properties":{"a":{},"b":{}},"oneOf":[{"required":["a"]},{"required":["b"]}],
                    "maxProperties":1})");
  CHECK(error_of(R"({"oneOf":[{"type":"string"},{"type":"string"}]})") ==
        "In context=(), no value was found that matches exactly one schema of 'oneOf'.");
}

TEST_CASE("allOf merges properties, bounds, values and types") {
  const auto values = check_written(R"({"allOf":[
      {"type":"object","properties":{"a":{"type":"integer","minimum":3},"b":{"enum":["x","y"]}},"required":["a"]},
      {"type":"object","properties":{"a":{"maximum":4},"b":{"enum":["y","z"]}},"required":["b"]},
      {"type":["object","string"]}]})");
  CHECK(all(values, [](const json& v) { return v["b"] == "y" && (v["a"] == 3 || v["a"] == 4); }));
  check_written(R"({"allOf":[{"type":"object","properties":{"a":{"type":"null"}}},
                             {"properties":{"b":{"type":"null"}},"additionalProperties":{"type":"null"}}]})");
}

TEST_CASE("references find definitions, the root and any place of the schema") {
  check_written(
      R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/definitions/b"}},"definitions":{"b":{"type":"integer"}}})");
  check_written(R"({"type":"object","properties":{"x/y":{"type":"null"},"r":{"$ref":"#/properties/x~1y"},
                    "s":{"$ref":"#/components/list/0"}},"components":{"list":[{"type":"boolean"}]}})");
  CHECK(all(check_written(R"({"$ref":"#/$defs/a","minimum":4,"$defs":{"a":{"type":"integer","maximum":5}}})"),
            [](const json& v) { return v == 4 || v == 5; }));
}

TEST_CASE("recursion ends") {
  for (const char* schema :
       {R"({"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},
            "required":["v","next"],"additionalProperties":false})",
        R"({"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"]})",
        R"({"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"},"c":{"$ref":"#"},"d":{"$ref":"#"}}})",
        R"({"type":"object","properties":{"b":{"type":"null"},"c":{"$ref":"#"}},"minProperties":5})"}) {
    for (const json& value : check_written(schema)) CHECK(value.dump().size() < 20'000);
  }
  // A validator that looks at every branch does not end here, but writing does.
  const auto circular = compiled(
      R"({"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/a"}]},"b":{"anyOf":[{"$ref":"#/$defs/a"},
            {"type":"null"}]}},"type":"object","properties":{"x":{"$ref":"#/$defs/a"}},"required":["x"]})");
  REQUIRE(circular.ok());
  for (std::uint64_t seed = 0; seed < 40; ++seed) CHECK(written(*circular, seed) == R"({"x":null})");
}

TEST_CASE("the same random state gives the same bytes, appended to what is there") {
  const auto schema = compiled(R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"number"}}})");
  REQUIRE(schema.ok());
  CHECK(written(*schema, 5) == written(*schema, 5));
  CHECK(written(*schema, 5) != written(*schema, 6));
  std::optional<JsonSchema> copy;
  {
    const auto original = compiled(R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"number"}}})");
    REQUIRE(original.ok());
    copy = *original;
  }
  CHECK(written(*copy, 5) == written(*schema, 5));
  Random random(5);
  std::string text = "before";
  schema->write(random, text);
  CHECK(text == "before" + written(*schema, 5));
}

TEST_CASE("contradictions are refused where they stand") {
  const std::pair<const char*, const char*> errors[] = {
      {R"({"type":"integer","minimum":5,"maximum":4})",
       "In context=(), no integer lies between the minimum and the maximum."},
      {R"({"type":"integer","multipleOf":10,"minimum":11,"maximum":19})",
       "In context=(), no integer lies between the minimum and the maximum."},
      {R"({"type":"number","minimum":5,"exclusiveMaximum":5})",
       "In context=(), no number lies between the minimum and the maximum."},
      {R"({"type":"object","properties":{"a":{"type":"string","minLength":4,"maxLength":3}},"required":["a"]})",
       "In context=('properties', 'a'), 'minLength' is greater than 'maxLength'."},
      {R"({"type":"array","items":{"type":"array","minItems":2,"maxItems":1},"minItems":1})",
       "In context=('items',), 'minItems' is greater than 'maxItems'."},
      {R"({"enum":[]})", "In context=(), 'enum' must be an array of at least one value."},
      {R"({"enum":["a"],"type":"integer"})",
       "In context=(), no value of 'enum' or 'const' is allowed by the other keywords."},
      {R"({"type":"object","properties":{"a":false},"required":["a"]})",
       "In context=('properties', 'a'), the schema is false, which allows no value."},
      {R"({"allOf":[{"type":"string"},{"type":"integer"}]})",
       "In context=(), no type is allowed by all of the schemas."},
      {R"({"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}})",
       "In context=(), the schema requires itself without a way to end."},
      {R"({"$ref":"#"})", "In context=(), the reference leads back to itself."},
      {R"({"type":"object","properties":{"a":{"$ref":"#/$defs/no"}}})",
       "In context=('properties', 'a'), reference to component '#/$defs/no' which was not found in the schema."},
      {R"({"type":"string","pattern":"^a{5}$","maxLength":4})",
       "In context=(), 'pattern' cannot be met within the bounds of its length."},
      {R"({"type":"string","format":"uuid","maxLength":10})",
       "In context=(), values of 'format' have 36 to 36 characters here, which 'minLength' and 'maxLength' do not "
       "allow."},
      {R"({"type":"array","items":{"type":"boolean"},"uniqueItems":true,"minItems":3})",
       "In context=(), 'uniqueItems' asks for more different items than were found."},
      {R"({"type":"object","required":["a","b"],"maxProperties":1})",
       "In context=(), 'maxProperties' is less than what 'required' names."},
      {R"({"type":"text"})",
       "In context=(), \"text\" is not a type; types are string, number, integer, boolean, object, array and null."},
      {R"({"type":"object","properties":{"it's":1}})",
       "In context=('properties', \"it's\"), a schema must be an object or a boolean."},
  };
  for (const auto& [schema, message] : errors) CHECK(error_of(schema) == message);
}

TEST_CASE("what cannot be promised is ignored unless the rules are strict") {
  for (const char* const schema :
       {R"({"type":"string","not":{"const":"x"}})", R"json({"type":"string","pattern":"(?=a)"})json",
        R"({"type":"object","propertyNames":{"type":"string"},"patternProperties":{}})"}) {
    CHECK(error_of(schema) == "no error");
  }
}

TEST_CASE("a contradiction that can be avoided is avoided") {
  const char* const schema = R"({"type":"object","properties":{"a":false,"b":{"type":"integer","minimum":2,"maximum":1},
      "c":{"anyOf":[{"$ref":"#/$defs/endless"},{"type":"null"}]}},"$defs":{"endless":{"type":"object","required":["e"],
      "properties":{"e":{"$ref":"#/$defs/endless"}}}}})";
  CHECK(all(check_written(schema), [](const json& v) { return v == json{{"c", nullptr}}; }));
}

TEST_CASE("schemas whose values or whose work would be huge are refused") {
  CHECK(error_of(R"({"type":"string","minLength":100001})") == "In context=(), 'minLength' is greater than 100000.");
  CHECK(error_of(R"({"type":"array","minItems":4000000000})") == "In context=(), 'minItems' is greater than 100000.");
  const std::string product = R"({"type":"array","minItems":5000,"items":{"type":"array","minItems":5000}})";
  CHECK(error_of(product).find("has more than 1000000 bytes") != std::string::npos);
  std::string deep = "{}";
  for (int i = 0; i < 300; ++i) deep = R"({"items":)" + deep + '}';
  CHECK(error_of(deep).find("nested deeper than 200 levels") != std::string::npos);
  std::string wide = R"({"anyOf":[true)";
  for (int i = 0; i < 21'000; ++i) wide += ",{}";
  CHECK(error_of(wide + "]}") == "In context=(), there are more than 20000 schemas in the schema.");
  json combinations{{"allOf", json::array()}};
  for (int i = 0; i < 40; ++i) combinations["allOf"].push_back({{"anyOf", {{{"minimum", i}}, {{"maximum", 99 + i}}}}});
  CHECK(error_of(combinations.dump()) == "In context=(), the schema has too many combinations.");
  json chain{{"$defs", json::object()}, {"$ref", "#/$defs/d0"}};
  for (int i = 0; i < 1000; ++i) {
    chain["$defs"]["d" + std::to_string(i)] = {{"minItems", 1},
                                               {"items", {{"$ref", "#/$defs/d" + std::to_string(i + 1)}}}};
  }
  chain["$defs"]["d1000"] = {{"type", "null"}};
  CHECK(error_of(chain.dump()).find("nested deeper than 200 levels") != std::string::npos);
}

TEST_CASE("what is written stays within a megabyte") {
  const char* const large = R"({"type":"array","minItems":50000,"items":{"type":"string","minLength":10}})";
  const char* const trees = R"({"type":"array","minItems":3,"items":{"type":"array","items":{"type":"array","items":
      {"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":"array",
      "items":{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}}}}}}}}})";
  for (const char* text : {large, trees}) {
    const auto schema = compiled(text);
    REQUIRE(schema.ok());
    const std::string value = written(*schema, 1);
    CHECK(value.size() < 1'000'100);
    CHECK(json::accept(value));
  }
}
