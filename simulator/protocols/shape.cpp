#include "simulator/protocols/shape.h"

#include "common/text/utf8_length.h"
#include "simulator/protocols/shape_violation.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;
using Kind = Shape::Kind;
using Problem = Violation::Kind;
using Step = Violation::Step;
using Found = std::optional<Violation>;

// Where a value stands, as a chain of callers' frames; written out only for a violation.
struct Path {
  const Path* parent = nullptr;
  Step step = {};

  std::vector<Step> steps() const {
    if (parent == nullptr) return {};
    std::vector<Step> all = parent->steps();
    all.push_back(step);
    return all;
  }
};

Path member(const Path& of, std::string_view key) { return {&of, {.key = key}}; }

Violation violation(Problem problem, const Path& path, const Shape* shape = nullptr, JsonValue value = {}) {
  return {.kind = problem, .path = path.steps(), .shape = shape, .value = value};
}

// Whether the JSON type fits, before ranges and members are looked at.
bool type_fits(const Shape& shape, element_type type) {
  switch (shape.kind) {
    case Kind::any:
      return true;
    case Kind::boolean:
      return type == element_type::BOOL;
    case Kind::integer:
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

Found check_number(const Shape& shape, JsonValue value, const Path& path) {
  const double number = value.get_double().value();
  if (number < shape.minimum) return violation(Problem::below_minimum, path, &shape, value);
  const bool beyond_integers = shape.kind == Kind::integer && value.is_uint64() && !value.is_int64();
  if (beyond_integers || number > shape.maximum) return violation(Problem::above_maximum, path, &shape, value);
  return std::nullopt;
}

Found check_string(const Shape& shape, JsonValue value, const Path& path) {
  const std::string_view text = text_of(value);
  if (!shape.choices.empty()) {
    for (const auto choice : shape.choices) {
      if (choice == text) return std::nullopt;
    }
    return violation(Problem::no_choice, path, &shape, value);
  }
  if (static_cast<double>(text.size()) <= shape.maximum && shape.minimum <= 0) return std::nullopt;
  const auto size = static_cast<double>(utf8_length(text));
  if (size > shape.maximum) return violation(Problem::above_maximum, path, &shape, value);
  if (size < shape.minimum) return violation(Problem::below_minimum, path, &shape, value);
  return std::nullopt;
}

Found check_value(const Shape& shape, JsonValue value, const Path& path);

Found check_object(const Shape& shape, JsonObject object, const Path& path) {
  std::uint64_t seen = 0;
  for (const auto [key, value] : object) {
    std::size_t i = 0;
    while (i < shape.fields.size() && shape.fields[i].name != key) ++i;
    const Path here = member(path, key);
    if (i == shape.fields.size()) {
      if (shape.open) continue;
      return violation(Problem::unknown, here);
    }
    seen |= std::uint64_t{1} << i;
    if (auto found = check_value(*shape.fields[i].shape, value, here)) return found;
  }
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    if (shape.fields[i].required && (seen >> i & 1) == 0) {
      return violation(Problem::missing, member(path, shape.fields[i].name));
    }
  }
  return std::nullopt;
}

Found check_array(const Shape& shape, JsonValue value, const Path& path) {
  const JsonArray array = array_of(value);
  const auto size = static_cast<double>(array.size());
  if (size < shape.minimum) return violation(Problem::below_minimum, path, &shape, value);
  if (size > shape.maximum) return violation(Problem::above_maximum, path, &shape, value);
  std::size_t index = 0;
  for (const JsonValue item : array) {
    const Path here{&path, {.kind = Step::Kind::index, .index = index++}};
    if (auto found = check_value(*shape.items, item, here)) return found;
  }
  return std::nullopt;
}

Found check_map(const Shape& shape, JsonValue value, const Path& path) {
  const JsonObject object = object_of(value);
  if (static_cast<double>(object.size()) > shape.maximum) {
    return violation(Problem::above_maximum, path, &shape, value);
  }
  for (const auto [key, item] : object) {
    if (shape.longest_key > 0 && key.size() > shape.longest_key) {
      Violation found = violation(Problem::long_key, path, &shape, value);
      found.key_size = key.size();
      return found;
    }
    if (auto found = check_value(*shape.items, item, member(path, key))) return found;
  }
  return std::nullopt;
}

Found check_tagged(const Shape& shape, JsonObject object, const Path& path) {
  const Path here = member(path, shape.tag);
  JsonValue tag;
  std::string_view value = shape.untagged;
  const bool given = object.at_key(shape.tag).get(tag) == simdjson::SUCCESS;
  if (!given && value.empty()) return violation(Problem::missing, here);
  if (given && (value.empty() || !tag.is_null())) {
    if (!tag.is_string()) return violation(Problem::wrong_type, here, &kString, tag);
    value = text_of(tag);
  }
  for (const auto& tagged : shape.tagged) {
    if (tagged.value != value) continue;
    return check_object(*tagged.shape, object, Path{&path, {.kind = Step::Kind::tag, .key = tagged.value}});
  }
  return violation(Problem::no_tag, here, &shape, tag);
}

Found check_value(const Shape& shape, JsonValue value, const Path& path) {
  const element_type type = value.type();
  if (type == element_type::NULL_VALUE && (shape.nullable || shape.kind == Kind::any)) return std::nullopt;
  if (!type_fits(shape, type)) return violation(Problem::wrong_type, path, &shape, value);
  switch (shape.kind) {
    case Kind::any:
    case Kind::boolean:
      return std::nullopt;
    case Kind::integer:
    case Kind::number:
      return check_number(shape, value, path);
    case Kind::string:
      return check_string(shape, value, path);
    case Kind::object:
      return check_object(shape, object_of(value), path);
    case Kind::array:
      return check_array(shape, value, path);
    case Kind::map:
      return check_map(shape, value, path);
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

std::optional<ApiError> worded(const Found& found, ApiShape api) {
  if (!found) return std::nullopt;
  return error_of(*found, api);
}

}  // namespace

std::optional<ApiError> check_shape(const Shape& shape, JsonValue value, ApiShape api) {
  if (!value.is_object()) return error_of({}, api);
  return worded(check_value(shape, value, Path{}), api);
}

std::optional<ApiError> check_shape(const Shape& shape, JsonValue value, std::string_view param, ApiShape api) {
  const Path root;
  return worded(check_value(shape, value, member(root, param)), api);
}

}  // namespace oaisim
