// A cell of a store's tables: nothing, a whole number, a number or a text.
//
// Thread safety: a value.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace oaisim::loadtest {

enum class ValueKind { text, integer, number };

// std::monostate: not known.
using Value = std::variant<std::monostate, std::string, std::int64_t, double>;

inline bool is_known(const Value& value) { return value.index() != 0; }

// As a table or a CSV file shows it; empty when it is not known.
std::string text_of(const Value& value);

// `text` as a value of `kind`; not known when it is empty or no number.
Value value_of(ValueKind kind, std::string_view text);

}  // namespace oaisim::loadtest
