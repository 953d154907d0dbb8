#include "simulator/protocols/shape_violation.h"

#include <cmath>
#include <string>

#include "common/text/utf8_length.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;
using Kind = Shape::Kind;
using Problem = Violation::Kind;

std::string number_text(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

// A number as it was given; of what has a size, that.
std::string given_text(JsonValue value) {
  switch (value.type()) {
    case element_type::STRING:
      return std::to_string(utf8_length(text_of(value)));
    case element_type::ARRAY:
      return std::to_string(array_of(value).size());
    case element_type::OBJECT:
      return std::to_string(object_of(value).size());
    case element_type::UINT64:
      return std::to_string(value.get_uint64().value_unsafe());
    default:
      return number_text(value.get_double().value());
  }
}

// Integers are signed; a larger one is above every maximum.
std::string maximum_text(const Violation& violation) {
  const bool beyond = violation.shape->kind == Kind::integer && !violation.value.is_int64();
  return beyond ? "9223372036854775807" : number_text(violation.shape->maximum);
}

std::string quoted_list(std::span<const std::string_view> items, std::string_view before_last,
                        std::string_view before_last_of_two) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 < items.size() ? ", " : items.size() == 2 ? before_last_of_two : before_last;
    text.append("'").append(items[i]).append("'");
  }
  return text;
}

std::vector<std::string_view> tags_of(const Shape& shape) {
  std::vector<std::string_view> tags;
  for (const auto& tagged : shape.tagged) tags.push_back(tagged.value);
  return tags;
}

// --- OpenAI ----------------------------------------------------------------------------------------------

std::string openai_path(const Violation& violation) {
  std::string text;
  for (const auto& step : violation.path) {
    if (step.kind == Violation::Step::Kind::index) {
      text += "[" + std::to_string(step.index) + "]";
    } else if (step.kind == Violation::Step::Kind::key) {
      if (!text.empty()) text += '.';
      text += step.key;
    }
  }
  return text;
}

std::string_view json_type_name(JsonValue value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::INT64:
    case element_type::UINT64:
      return "an integer";
    case element_type::DOUBLE:
      return "a decimal number";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
  }
  return "an unknown value";
}

std::string_view kind_name(const Shape& shape) {
  switch (shape.kind) {
    case Kind::boolean:
      return "a boolean";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a decimal";
    case Kind::string:
      return "a string";
    case Kind::object:
    case Kind::map:
    case Kind::tagged:
      return "an object";
    case Kind::array:
      return "an array";
    case Kind::any:
    case Kind::alternatives:
      break;
  }
  return "a value";
}

std::string expected_text(const Shape& shape) {
  if (shape.kind != Kind::alternatives) return std::string(kind_name(shape));
  std::string text = "one of ";
  for (std::size_t i = 0; i < shape.alternatives.size(); ++i) {
    if (i > 0) text += " or ";
    text += kind_name(*shape.alternatives[i]);
  }
  return text;
}

ApiError openai_minimum(const Violation& violation) {
  const std::string least = number_text(violation.shape->minimum);
  const std::string given = given_text(violation.value);
  switch (violation.shape->kind) {
    case Kind::string:
      return invalid_parameter(openai_path(violation),
                               "string too short. Expected a string with minimum length " + least +
                                   ", but got a string with length " + given + " instead.",
                               "string_below_min_length");
    case Kind::array:
      return invalid_parameter(
          openai_path(violation),
          "empty array. Expected an array with minimum length " + least + ", but got an empty array instead.",
          "empty_array");
    default: {
      const std::string kind = violation.shape->kind == Kind::integer ? "integer" : "decimal";
      return invalid_parameter(
          openai_path(violation),
          kind + " below minimum value. Expected a value >= " + least + ", but got " + given + " instead.",
          kind + "_below_min_value");
    }
  }
}

ApiError openai_maximum(const Violation& violation) {
  const std::string most = maximum_text(violation);
  const std::string given = given_text(violation.value);
  switch (violation.shape->kind) {
    case Kind::string:
      return invalid_parameter(openai_path(violation),
                               "string too long. Expected a string with maximum length " + most +
                                   ", but got a string with length " + given + " instead.",
                               "string_above_max_length");
    case Kind::array:
      return invalid_parameter(openai_path(violation),
                               "array too long. Expected an array with maximum length " + most +
                                   ", but got an array with length " + given + " instead.",
                               "array_above_max_length");
    case Kind::map:
      return invalid_parameter(openai_path(violation),
                               "too many properties. Expected an object with at most " + most +
                                   " properties, but got an object with " + given + " properties instead.",
                               "object_above_max_properties");
    default: {
      const std::string kind = violation.shape->kind == Kind::integer ? "integer" : "decimal";
      return invalid_parameter(
          openai_path(violation),
          kind + " above maximum value. Expected a value <= " + most + ", but got " + given + " instead.",
          kind + "_above_max_value");
    }
  }
}

ApiError openai_error(const Violation& violation) {
  switch (violation.kind) {
    case Problem::not_json:
      break;
    case Problem::wrong_type:
      return invalid_type(openai_path(violation), expected_text(*violation.shape), json_type_name(violation.value));
    case Problem::missing:
      return missing_parameter(openai_path(violation));
    case Problem::unknown:
      return unknown_parameter(openai_path(violation));
    case Problem::below_minimum:
      return openai_minimum(violation);
    case Problem::above_maximum:
      return openai_maximum(violation);
    case Problem::no_choice:
      return invalid_value(openai_path(violation), text_of(violation.value).substr(0, 100),
                           quoted_list(violation.shape->choices, ", and ", " and "));
    case Problem::no_tag:
      return invalid_value(openai_path(violation), text_of(violation.value).substr(0, 100),
                           quoted_list(tags_of(*violation.shape), ", and ", ", and "));
    case Problem::long_key:
      return invalid_parameter(openai_path(violation),
                               "key too long. Expected keys of at most " +
                                   std::to_string(violation.shape->longest_key) + " characters, but got one of " +
                                   std::to_string(violation.key_size) + ".",
                               "invalid_key");
  }
  return malformed_json();
}

// --- Anthropic -------------------------------------------------------------------------------------------

std::string anthropic_path(const Violation& violation) {
  std::string text;
  for (const auto& step : violation.path) {
    if (!text.empty()) text += '.';
    text += step.kind == Violation::Step::Kind::index ? std::to_string(step.index) : std::string(step.key);
  }
  return text;
}

// An object of any members is a dictionary; of several kinds the last is named, as Anthropic's validator tries them.
std::string_view anthropic_kind(const Shape& shape) {
  switch (shape.kind) {
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::number:
      return "number";
    case Kind::array:
      return "list";
    case Kind::map:
      return "dictionary";
    case Kind::object:
      return shape.fields.empty() ? "dictionary" : "dictionary or object to extract fields from";
    case Kind::tagged:
      return "dictionary or object to extract fields from";
    case Kind::alternatives:
      return anthropic_kind(*shape.alternatives.back());
    case Kind::any:
    case Kind::string:
      break;
  }
  return "string";
}

std::string anthropic_bound(const Violation& violation, std::string_view bound, const std::string& limit) {
  const std::string unit = limit == "1" ? "" : "s";
  switch (violation.shape->kind) {
    case Kind::string:
      return "String should have " + std::string(bound) + " " + limit + " character" + unit;
    case Kind::array:
      return "List should have " + std::string(bound) + " " + limit + " item" + unit + " after validation, not " +
             given_text(violation.value);
    case Kind::map:
      return "Dictionary should have " + std::string(bound) + " " + limit + " item" + unit + " after validation, not " +
             given_text(violation.value);
    default:
      return "Input should be " + std::string(bound == "at least" ? "greater" : "less") + " than or equal to " + limit;
  }
}

std::string anthropic_problem(const Violation& violation) {
  switch (violation.kind) {
    case Problem::not_json:
      break;
    case Problem::wrong_type:
      return "Input should be a valid " + std::string(anthropic_kind(*violation.shape));
    case Problem::missing:
      return "Field required";
    case Problem::unknown:
      return "Extra inputs are not permitted";
    case Problem::below_minimum:
      return anthropic_bound(violation, "at least", number_text(violation.shape->minimum));
    case Problem::above_maximum:
      return anthropic_bound(violation, "at most", maximum_text(violation));
    case Problem::no_choice:
      return "Input should be " + quoted_list(violation.shape->choices, " or ", " or ");
    case Problem::no_tag:
      return "Input tag '" + std::string(text_of(violation.value).substr(0, 100)) + "' found using '" +
             std::string(violation.shape->tag) +
             "' does not match any of the expected tags: " + quoted_list(tags_of(*violation.shape), ", ", ", ");
    case Problem::long_key:
      return "Keys should have at most " + std::to_string(violation.shape->longest_key) + " characters";
  }
  return "Input should be a valid dictionary or object to extract fields from";
}

ApiError anthropic_error(Violation violation) {
  const std::string problem = anthropic_problem(violation);
  if (violation.path.empty()) return {.message = problem};
  // A tag that is unknown is a fault of the object that has it.
  if (violation.kind == Problem::no_tag) violation.path.pop_back();
  return {.message = anthropic_path(violation) + ": " + problem};
}

}  // namespace

ApiError error_of(const Violation& violation, ApiShape api) {
  return api == ApiShape::anthropic ? anthropic_error(violation) : openai_error(violation);
}

}  // namespace oaisim
