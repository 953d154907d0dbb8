// Whether a value is valid against a schema: for `enum`, whose values the other keywords narrow, and for `oneOf`.
//
// `format` is not checked, as JSON Schema 2020-12 has it by default.
// Thread safety: pure functions.
#pragma once

#include <simdjson.h>

#include "simulator/generation/json_schema/schema_source.h"

namespace oaisim::schema {

// Takes what it does from `steps`, and says no when none are left: a schema may refer to itself without an end.
bool matches(const Sources& sources, SourceId id, simdjson::dom::element value, std::uint32_t& steps);

// The same JSON value; 1 and 1.0 are.
bool equal(simdjson::dom::element a, simdjson::dom::element b);

std::uint8_t type_bits_of(simdjson::dom::element value);

// Whether it can be seen at once that no value matches both.  False says nothing.
bool are_disjoint(const Sources& sources, SourceId a, SourceId b);

}  // namespace oaisim::schema
