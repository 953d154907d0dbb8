// The names of JSON Schema's keywords.
#pragma once

#include <optional>
#include <string_view>

#include "simulator/generation/json_schema/schema_source.h"

namespace oaisim::schema {

// Empty for annotations and unknown words, which say nothing about which values are valid.
std::optional<Keyword> keyword_of(std::string_view name);

}  // namespace oaisim::schema
