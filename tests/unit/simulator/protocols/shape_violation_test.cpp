#include <doctest/doctest.h>

#include "simulator/protocols/shape.h"

using namespace oaisim;
using Kind = Shape::Kind;

namespace {

constexpr std::string_view kColours[] = {"red", "green", "blue"};
constexpr Shape kColour{.kind = Kind::string, .choices = kColours};
constexpr Shape kName{.kind = Kind::string, .minimum = 1, .maximum = 3};
constexpr Shape kCount{.kind = Kind::integer, .minimum = 1, .maximum = 9};
constexpr Field kDotFields[] = {{"type", &kString, true}, {"colour", &kColour}};
constexpr Shape kDot{.kind = Kind::object, .fields = kDotFields};
constexpr TaggedShape kFigures[] = {{"dot", &kDot}, {"line", &kDot}};
constexpr Shape kFigure{.kind = Kind::tagged, .tag = "type", .tagged = kFigures};
constexpr Shape kOptionalFigure{.kind = Kind::tagged, .tag = "type", .tagged = kFigures, .untagged = "dot"};
constexpr Shape kFigureList{.kind = Kind::array, .minimum = 1, .maximum = 2, .items = &kFigure};
constexpr Shape kMap{.kind = Kind::map, .maximum = 1, .longest_key = 2, .items = &kName};
constexpr const Shape* kTextOrList[] = {&kString, &kFigureList};
constexpr Shape kContent{.kind = Kind::alternatives, .alternatives = kTextOrList};
constexpr Field kFields[] = {{"name", &kName, true}, {"count", &kCount},     {"figures", &kFigureList}, {"map", &kMap},
                             {"any", &kAnyObject},   {"content", &kContent}, {"one", &kOptionalFigure}};
constexpr Shape kRequest{.kind = Kind::object, .fields = kFields};

std::string problem(const std::string& json, ApiShape api) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(json);
  const auto error = check_shape(kRequest, parser.parse(text).value(), api);
  return error ? error->message : "";
}

struct Case {
  const char* json;
  const char* openai;
  const char* anthropic;
};

}  // namespace

TEST_CASE("each API words the same fault in its own way") {
  const Case cases[] = {
      {"[]", nullptr, "Input should be a valid dictionary or object to extract fields from"},
      {"{}", "Missing required parameter: 'name'.", "name: Field required"},
      {R"({"name":5})", "Invalid type for 'name': expected a string, but got an integer instead.",
       "name: Input should be a valid string"},
      {R"({"name":"abcd"})",
       "Invalid 'name': string too long. Expected a string with maximum length 3, but got a string with length 4 "
       "instead.",
       "name: String should have at most 3 characters"},
      {R"({"name":""})",
       "Invalid 'name': string too short. Expected a string with minimum length 1, but got a string with length 0 "
       "instead.",
       "name: String should have at least 1 character"},
      {R"({"name":"a","count":0})",
       "Invalid 'count': integer below minimum value. Expected a value >= 1, but got 0 instead.",
       "count: Input should be greater than or equal to 1"},
      {R"({"name":"a","count":10})",
       "Invalid 'count': integer above maximum value. Expected a value <= 9, but got 10 instead.",
       "count: Input should be less than or equal to 9"},
      {R"({"name":"a","count":18446744073709551615})",
       "Invalid 'count': integer above maximum value. Expected a value <= 9223372036854775807, but got "
       "18446744073709551615 instead.",
       "count: Input should be less than or equal to 9223372036854775807"},
      {R"({"name":"a","figures":[]})",
       "Invalid 'figures': empty array. Expected an array with minimum length 1, but got an empty array instead.",
       "figures: List should have at least 1 item after validation, not 0"},
      {R"({"name":"a","figures":[{"type":"dot"},{"type":"dot"},{"type":"dot"}]})",
       "Invalid 'figures': array too long. Expected an array with maximum length 2, but got an array with length 3 "
       "instead.",
       "figures: List should have at most 2 items after validation, not 3"},
      {R"({"name":"a","figures":[{"type":"dot"},{"type":"line","size":1}]})", "Unknown parameter: 'figures[1].size'.",
       "figures.1.line.size: Extra inputs are not permitted"},
      {R"({"name":"a","figures":[{"type":"star"}]})", "Invalid value: 'star'. Supported values are: 'dot', and 'line'.",
       "figures.0: Input tag 'star' found using 'type' does not match any of the expected tags: 'dot', 'line'"},
      {R"({"name":"a","figures":[{}]})", "Missing required parameter: 'figures[0].type'.",
       "figures.0.type: Field required"},
      {R"({"name":"a","figures":[{"type":"dot","colour":"black"}]})",
       "Invalid value: 'black'. Supported values are: 'red', 'green', and 'blue'.",
       "figures.0.dot.colour: Input should be 'red', 'green' or 'blue'"},
      {R"({"name":"a","map":{"x":"a","y":"b"}})",
       "Invalid 'map': too many properties. Expected an object with at most 1 properties, but got an object with 2 "
       "properties instead.",
       "map: Dictionary should have at most 1 item after validation, not 2"},
      {R"({"name":"a","map":{"long":"a"}})",
       "Invalid 'map': key too long. Expected keys of at most 2 characters, but got one of 4.",
       "map: Keys should have at most 2 characters"},
      {R"({"name":"a","any":1})", "Invalid type for 'any': expected an object, but got an integer instead.",
       "any: Input should be a valid dictionary"},
      {R"({"name":"a","content":1})",
       "Invalid type for 'content': expected one of a string or an array, but got an integer instead.",
       "content: Input should be a valid list"},
  };
  for (const Case& one : cases) {
    if (one.openai != nullptr) CHECK(problem(one.json, ApiShape::openai) == one.openai);
    CHECK(problem(one.json, ApiShape::anthropic) == one.anthropic);
  }
}

TEST_CASE("an object without a tag is of the kind that is named for it") {
  CHECK(problem(R"({"name":"a","one":{"colour":"red"}})", ApiShape::anthropic) ==
        "one.dot.type: Field required");  // which the kind itself may ask for
  CHECK(problem(R"({"name":"a","one":{"type":null,"colour":"red"}})", ApiShape::anthropic) ==
        "one.dot.type: Input should be a valid string");
  CHECK(problem(R"({"name":"a","one":{"type":"line"}})", ApiShape::anthropic).empty());
}
