#include "loadtest/store/value.h"

#include <charconv>

#include "common/config/text_values.h"

namespace oaisim::loadtest {

std::string text_of(const Value& value) {
  char text[32];
  if (const auto* words = std::get_if<std::string>(&value)) return *words;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value))
    return {text, std::to_chars(text, text + sizeof text, *number).ptr};
  return {};
}

Value value_of(ValueKind kind, std::string_view text) {
  if (text.empty()) return {};
  if (kind == ValueKind::text) return std::string(text);
  if (kind == ValueKind::integer) {
    const auto integer = parse_integer(text);
    return integer ? Value(*integer) : Value();
  }
  const auto number = parse_number(text);
  return number ? Value(*number) : Value();
}

}  // namespace oaisim::loadtest
