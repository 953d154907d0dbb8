// What a request's JSON may look like, as data: one table per object, checked by one function.
//
//   inline constexpr Field kStreamOptions[] = {{"include_usage", &kBoolean}, …};
//   auto error = check_shape(kChatRequest, body);        400 naming the parameter in an API's words, or nothing
//
// Shapes refer to one another by pointer, live for the whole program and may be recursive.
// Thread safety: all of it.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "simulator/protocols/api_error.h"

namespace oaisim {

using JsonValue = simdjson::dom::element;
using JsonObject = simdjson::dom::object;
using JsonArray = simdjson::dom::array;

// The value as what it is.  REQUIRES: it is one.
inline JsonArray array_of(JsonValue value) { return value.get_array().value_unsafe(); }
inline JsonObject object_of(JsonValue value) { return value.get_object().value_unsafe(); }
inline std::string_view text_of(JsonValue value) { return value.get_string().value_unsafe(); }

struct Shape;

struct Field {
  std::string_view name;
  const Shape* shape;
  bool required = false;
};

// The shape of an object whose `tag` field has this value.
struct TaggedShape {
  std::string_view value;
  const Shape* shape;
};

struct Shape {
  enum class Kind { any, boolean, integer, number, string, object, array, map, alternatives, tagged, file };

  Kind kind = Kind::any;  // file: of a form, by its number (see form_document.h)
  bool nullable = false;
  double minimum = std::numeric_limits<double>::lowest();  // of a number; of a string's, array's or map's size
  double maximum = std::numeric_limits<double>::max();
  std::size_t longest_key = 0;                      // of a map; 0: any
  std::span<const std::string_view> choices = {};   // of a string; empty: any
  std::span<const Field> fields = {};               // of an object
  bool open = false;                                // an object may have other fields
  const Shape* items = nullptr;                     // of an array or map
  std::span<const Shape* const> alternatives = {};  // told apart by their JSON type
  std::string_view tag = {};                        // of tagged: the field that tells
  std::span<const TaggedShape> tagged = {};
  std::string_view untagged = {};  // of tagged: what an object without a tag, or with null, is; empty: not allowed
};

// The first thing about `value` that `shape` does not allow, named by its path from the request's root, as `api` says
// it.
std::optional<ApiError> check_shape(const Shape& shape, JsonValue value, ApiShape api = ApiShape::openai);
// The same of the request's field `param`.
std::optional<ApiError> check_shape(const Shape& shape, JsonValue value, std::string_view param,
                                    ApiShape api = ApiShape::openai);

// Why the request's field `param` is not to be `got`, where that depends on more than the field: it is none of
// `choices`.
std::optional<ApiError> check_choice(std::span<const std::string_view> choices, std::string_view got,
                                     std::string_view param);

// Text that is the argument of a template.
template <std::size_t size>
struct TextArgument {
  char text[size] = {};
  consteval TextArgument(const char (&literal)[size]) { std::copy_n(literal, size, text); }
};
template <TextArgument... values>
inline constexpr std::string_view kChoices[] = {{values.text, sizeof(values.text) - 1}...};

// A string that is one of these: one_of<"low", "high">().
template <TextArgument... values>
constexpr Shape one_of() {
  return {.kind = Shape::Kind::string, .choices = kChoices<values...>};
}
constexpr Shape list_of(const Shape* items) { return {.kind = Shape::Kind::array, .items = items}; }
constexpr Shape open_object(std::span<const Field> fields) {
  return {.kind = Shape::Kind::object, .fields = fields, .open = true};
}
// Objects that their "type" tells apart.
constexpr Shape tagged_by_type(std::span<const TaggedShape> kinds) {
  return {.kind = Shape::Kind::tagged, .tag = "type", .tagged = kinds};
}
constexpr Shape or_null(Shape shape) {
  shape.nullable = true;
  return shape;
}

// Shapes that need no table.
inline constexpr Shape kAny{};
inline constexpr Shape kNullableAny = or_null(kAny);
inline constexpr Shape kAnyObject{.kind = Shape::Kind::object, .open = true};
inline constexpr Shape kNullableObject = or_null(kAnyObject);
inline constexpr Shape kBoolean{.kind = Shape::Kind::boolean};
inline constexpr Shape kNullableBoolean = or_null(kBoolean);
inline constexpr Shape kInteger{.kind = Shape::Kind::integer};
inline constexpr Shape kNullableInteger = or_null(kInteger);
inline constexpr Shape kNumber{.kind = Shape::Kind::number};
inline constexpr Shape kString{.kind = Shape::Kind::string};
inline constexpr Shape kNullableString = or_null(kString);
inline constexpr Shape kStrings = list_of(&kString);
inline constexpr Shape kNullableStrings = or_null(kStrings);
inline constexpr Shape kFile{.kind = Shape::Kind::file};
inline constexpr Field kTypeFields[] = {{"type", &kString, true}};
inline constexpr Shape kTypeOnly{.kind = Shape::Kind::object, .fields = kTypeFields};
inline constexpr Shape kOpenTypeOnly = open_object(kTypeFields);

}  // namespace oaisim
