// A JSON schema as it was written: its keywords read into plain values, its references resolved.
//
// compile() reads the document once into these and makes everything else from them: the strict rules look at which
// keywords are there, the compiler merges them into nodes, the matcher checks values against them.
//
// Ownership: the strings and values are views of the simdjson document, which must live as long.
// Thread safety: immutable after reading.  Source: JSON Schema 2020-12, Core and Validation.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "simulator/generation/json_schema/pattern.h"

namespace oaisim::schema {

using SourceId = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

enum class Keyword : std::uint8_t {
  additional_properties,
  all_of,
  any_of,
  const_,
  definitions,
  defs,
  enum_,
  exclusive_maximum,
  exclusive_minimum,
  format,
  items,
  max_items,
  max_length,
  max_properties,
  maximum,
  min_items,
  min_length,
  min_properties,
  minimum,
  multiple_of,
  one_of,
  pattern,
  prefix_items,
  properties,
  ref,
  required,
  type,
  unique_items,
  // Those that the writer cannot fulfil, by the names they are refused with.
  refused,
};

constexpr std::uint32_t bit(Keyword keyword) { return 1U << static_cast<unsigned>(keyword); }

// The types that are allowed, a bit each.  `number` allows both of its bits.
enum TypeBits : std::uint8_t {
  null_type = 1,
  boolean_type = 2,
  object_type = 4,
  array_type = 8,
  string_type = 16,
  integer_type = 32,
  fraction_type = 64,
  number_type = integer_type | fraction_type,
  any_type = 127,
};

// Consecutive elements of one of Sources' vectors.
struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct Bounds {
  std::uint32_t min = 0;
  std::uint32_t max = kNone;
};

struct Numbers {
  double low = -std::numeric_limits<double>::infinity();  // both are within
  double high = std::numeric_limits<double>::infinity();
  std::int64_t low_integer = std::numeric_limits<std::int64_t>::min();
  std::int64_t high_integer = std::numeric_limits<std::int64_t>::max();
  double multiple_of = 0;  // 0 for none
};

// Where a schema stands, for messages: under `keyword` of `parent`, and there under `name` or at `index`.
struct Place {
  SourceId parent = kNone;
  std::string_view keyword;
  std::string_view name;
  std::uint32_t index = kNone;
};

struct PropertySource {
  std::string_view name;
  SourceId schema;
};

struct Source {
  Place place;
  std::uint32_t keywords = 0;  // bit(Keyword) of those that are there
  std::string_view not_ref;    // the first word that is there and is not $ref, annotations too
  std::uint8_t types = any_type;
  bool is_false = false;  // the schema `false`
  bool unique_items = false;
  SourceId additional = kNone;
  SourceId items = kNone;
  SourceId ref = kNone;
  Range properties;                            // of Sources::properties
  Range required;                              // of Sources::names
  Range prefix_items, all_of, any_of, one_of;  // of Sources::children
  Range enum_values, const_value;              // of Sources::values
  Bounds length, item_count, property_count;
  Numbers numbers;
  std::uint32_t pattern = kNone;  // of Sources::patterns
  std::string_view format;
  std::string_view ref_text;

  bool has(Keyword keyword) const { return (keywords & bit(keyword)) != 0; }
};

struct Sources {
  std::vector<Source> schemas;  // the first is the root
  std::vector<PropertySource> properties;
  std::vector<std::string_view> names;
  std::vector<SourceId> children;
  std::vector<simdjson::dom::element> values;
  std::vector<Pattern> patterns;

  // ('properties', 'steps'), as the API's messages write where something is.
  std::string context_of(SourceId id) const;
  // "In context=('properties', 'steps'), " and `what`, with a full stop.
  std::string message(SourceId id, std::string_view what) const;
};

// Reads `root` and whatever it refers to.  With `strict`, also what stands in $defs and nothing refers to.
// Error: invalid_argument for what is malformed or not supported, limit_exceeded for what is too large.
Result<Sources> read_sources(simdjson::dom::element root, bool strict);

}  // namespace oaisim::schema
