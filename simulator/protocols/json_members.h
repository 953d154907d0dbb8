// Reads members of JSON objects whose shape was checked.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "simulator/protocols/shape.h"

namespace oaisim {

// Absent and null are the same.
inline std::optional<JsonValue> member(JsonObject object, std::string_view name) {
  JsonValue value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

// Empty when there is none, or none that is a string.
inline std::string_view text_member(JsonObject object, std::string_view name) {
  std::string_view text;
  return object.at_key(name).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

inline bool flag_member(JsonObject object, std::string_view name) {
  bool flag = false;
  return object.at_key(name).get(flag) == simdjson::SUCCESS && flag;
}

}  // namespace oaisim
