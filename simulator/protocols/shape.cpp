#include "simulator/protocols/shape.h"

#include <cmath>
#include <string>

#include "common/text/utf8_length.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;
using Kind = Shape::Kind;

// Where a value stands, as a chain of callers' frames; written out only for a message.
struct Path {
  const Path* parent = nullptr;
  std::string_view key = {};
  std::size_t index = 0;

  std::string text() const {
    if (parent == nullptr) return {};
    std::string before = parent->text();
    if (key.empty()) return before + "[" + std::to_string(index) + "]";
    return before.empty() ? std::string(key) : before + "." + std::string(key);
  }
};

using Found = std::optional<ApiError>;

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
    case Kind::file:
      return "a file";
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

// Whether the JSON type fits, before ranges and members are looked at.
bool type_fits(const Shape& shape, element_type type) {
  switch (shape.kind) {
    case Kind::any:
      return true;
    case Kind::boolean:
      return type == element_type::BOOL;
    case Kind::integer:
    case Kind::file:
      return type == element_type::INT64 || type == element_type::UINT64;
    case Kind::number:
      return type == element_type::INT64 || type == element_type::UINT64 || type == element_type::DOUBLE;
    case Kind::string:
      return type == element_type::STRING;
    case Kind::object:
    case Kind::map:
    case Kind::tagged:
      return type == element_type::OBJECT;
    case Kind::array:
      return type == element_type::ARRAY;
    case Kind::alternatives:
      for (const Shape* alternative : shape.alternatives) {
        if (type_fits(*alternative, type)) return true;
      }
      return false;
  }
  return false;
}

std::string number_text(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

Found check_number(const Shape& shape, JsonValue value, const Path& path) {
  const double number = value.is_double()  ? value.get_double().value()
                        : value.is_int64() ? static_cast<double>(value.get_int64().value())
                                           : static_cast<double>(value.get_uint64().value());
  const std::string kind = shape.kind == Kind::integer ? "integer" : "decimal";
  if (number < shape.minimum) {
    return invalid_parameter(path.text(),
                             kind + " below minimum value. Expected a value >= " + number_text(shape.minimum) +
                                 ", but got " + number_text(number) + " instead.",
                             kind + "_below_min_value");
  }
  if (shape.kind == Kind::integer && value.is_uint64() && !value.is_int64()) {
    return invalid_parameter(path.text(),
                             "integer above maximum value. Expected a value <= 9223372036854775807, but got " +
                                 std::to_string(value.get_uint64().value_unsafe()) + " instead.",
                             "integer_above_max_value");
  }
  if (number > shape.maximum) {
    return invalid_parameter(path.text(),
                             kind + " above maximum value. Expected a value <= " + number_text(shape.maximum) +
                                 ", but got " + number_text(number) + " instead.",
                             kind + "_above_max_value");
  }
  return std::nullopt;
}

std::string choices_text(std::span<const std::string_view> choices) {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 < choices.size() ? ", " : choices.size() == 2 ? " and " : ", and ";
    text += "'" + std::string(choices[i]) + "'";
  }
  return text;
}

Found check_choice(std::span<const std::string_view> choices, std::string_view got, const Path& path) {
  for (const auto choice : choices) {
    if (choice == got) return std::nullopt;
  }
  return invalid_value(path.text(), got.substr(0, 100), choices_text(choices));
}

Found check_string(const Shape& shape, std::string_view text, const Path& path) {
  if (!shape.choices.empty()) return check_choice(shape.choices, text, path);
  if (static_cast<double>(text.size()) <= shape.maximum && shape.minimum <= 0) return std::nullopt;
  const auto size = utf8_length(text);
  if (static_cast<double>(size) > shape.maximum) {
    return invalid_parameter(path.text(),
                             "string too long. Expected a string with maximum length " + number_text(shape.maximum) +
                                 ", but got a string with length " + std::to_string(size) + " instead.",
                             "string_above_max_length");
  }
  if (static_cast<double>(size) < shape.minimum) {
    return invalid_parameter(path.text(),
                             "string too short. Expected a string with minimum length " + number_text(shape.minimum) +
                                 ", but got a string with length " + std::to_string(size) + " instead.",
                             "string_below_min_length");
  }
  return std::nullopt;
}

Found check_value(const Shape& shape, JsonValue value, const Path& path);

Found check_object(const Shape& shape, JsonObject object, const Path& path) {
  std::uint64_t seen = 0;
  for (const auto member : object) {
    std::size_t i = 0;
    while (i < shape.fields.size() && shape.fields[i].name != member.key) ++i;
    const Path here{&path, member.key};
    if (i == shape.fields.size()) {
      if (shape.open) continue;
      return unknown_parameter(here.text());
    }
    seen |= std::uint64_t{1} << i;
    if (auto error = check_value(*shape.fields[i].shape, member.value, here)) return error;
  }
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    if (shape.fields[i].required && (seen >> i & 1) == 0) {
      return missing_parameter(Path{&path, shape.fields[i].name}.text());
    }
  }
  return std::nullopt;
}

Found check_array(const Shape& shape, JsonArray array, const Path& path) {
  const auto size = static_cast<double>(array.size());
  if (size < shape.minimum) {
    return invalid_parameter(path.text(),
                             "empty array. Expected an array with minimum length " + number_text(shape.minimum) +
                                 ", but got an empty array instead.",
                             "empty_array");
  }
  if (size > shape.maximum) {
    return invalid_parameter(path.text(),
                             "array too long. Expected an array with maximum length " + number_text(shape.maximum) +
                                 ", but got an array with length " + number_text(size) + " instead.",
                             "array_above_max_length");
  }
  std::size_t index = 0;
  for (const JsonValue item : array) {
    if (auto error = check_value(*shape.items, item, Path{&path, {}, index++})) return error;
  }
  return std::nullopt;
}

Found check_map(const Shape& shape, JsonObject object, const Path& path) {
  const auto size = static_cast<double>(object.size());
  if (size > shape.maximum) {
    return invalid_parameter(path.text(),
                             "too many properties. Expected an object with at most " + number_text(shape.maximum) +
                                 " properties, but got an object with " + number_text(size) + " properties instead.",
                             "object_above_max_properties");
  }
  for (const auto member : object) {
    if (shape.longest_key > 0 && member.key.size() > shape.longest_key) {
      return invalid_parameter(path.text(),
                               "key too long. Expected keys of at most " + std::to_string(shape.longest_key) +
                                   " characters, but got one of " + std::to_string(member.key.size()) + ".",
                               "invalid_key");
    }
    if (auto error = check_value(*shape.items, member.value, Path{&path, member.key})) return error;
  }
  return std::nullopt;
}

Found check_tagged(const Shape& shape, JsonObject object, const Path& path) {
  const Path here{&path, shape.tag};
  JsonValue tag;
  if (object.at_key(shape.tag).get(tag) != simdjson::SUCCESS) return missing_parameter(here.text());
  if (!tag.is_string()) return invalid_type(here.text(), "a string", json_type_name(tag));
  const std::string_view value = text_of(tag);
  std::string supported;
  for (std::size_t i = 0; i < shape.tagged.size(); ++i) {
    if (shape.tagged[i].value == value) return check_object(*shape.tagged[i].shape, object, path);
    if (i > 0) supported += i + 1 < shape.tagged.size() ? ", " : ", and ";
    supported += "'" + std::string(shape.tagged[i].value) + "'";
  }
  return invalid_value(here.text(), value.substr(0, 100), supported);
}

Found check_value(const Shape& shape, JsonValue value, const Path& path) {
  const element_type type = value.type();
  if (type == element_type::NULL_VALUE && (shape.nullable || shape.kind == Kind::any)) return std::nullopt;
  if (!type_fits(shape, type)) return invalid_type(path.text(), expected_text(shape), json_type_name(value));
  switch (shape.kind) {
    case Kind::any:
    case Kind::boolean:
    case Kind::file:
      return std::nullopt;
    case Kind::integer:
    case Kind::number:
      return check_number(shape, value, path);
    case Kind::string:
      return check_string(shape, text_of(value), path);
    case Kind::object:
      return check_object(shape, object_of(value), path);
    case Kind::array:
      return check_array(shape, array_of(value), path);
    case Kind::map:
      return check_map(shape, object_of(value), path);
    case Kind::tagged:
      return check_tagged(shape, object_of(value), path);
    case Kind::alternatives:
      break;
  }
  for (const Shape* alternative : shape.alternatives) {
    if (type_fits(*alternative, type)) return check_value(*alternative, value, path);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> check_shape(const Shape& shape, JsonValue value) {
  if (!value.is_object()) return malformed_json();
  return check_value(shape, value, Path{});
}

std::optional<ApiError> check_choice(std::span<const std::string_view> choices, std::string_view got,
                                     std::string_view param) {
  const Path root;
  return check_choice(choices, got, Path{&root, param});
}

std::optional<ApiError> check_shape(const Shape& shape, JsonValue value, std::string_view param) {
  const Path root;
  return check_value(shape, value, Path{&root, param});
}

}  // namespace oaisim
