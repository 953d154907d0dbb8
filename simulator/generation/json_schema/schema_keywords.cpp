#include "simulator/generation/json_schema/schema_keywords.h"

#include <array>

namespace oaisim::schema {
namespace {

struct Entry {
  std::string_view name;
  Keyword keyword = Keyword::refused;
};

constexpr Entry kKeywords[] = {
    {"$defs", Keyword::defs},
    {"$ref", Keyword::ref},
    {"additionalProperties", Keyword::additional_properties},
    {"allOf", Keyword::all_of},
    {"anyOf", Keyword::any_of},
    {"const", Keyword::const_},
    {"definitions", Keyword::definitions},
    {"enum", Keyword::enum_},
    {"exclusiveMaximum", Keyword::exclusive_maximum},
    {"exclusiveMinimum", Keyword::exclusive_minimum},
    {"format", Keyword::format},
    {"items", Keyword::items},
    {"maxItems", Keyword::max_items},
    {"maxLength", Keyword::max_length},
    {"maxProperties", Keyword::max_properties},
    {"maximum", Keyword::maximum},
    {"minItems", Keyword::min_items},
    {"minLength", Keyword::min_length},
    {"minProperties", Keyword::min_properties},
    {"minimum", Keyword::minimum},
    {"multipleOf", Keyword::multiple_of},
    {"oneOf", Keyword::one_of},
    {"pattern", Keyword::pattern},
    {"prefixItems", Keyword::prefix_items},
    {"properties", Keyword::properties},
    {"required", Keyword::required},
    {"type", Keyword::type},
    {"uniqueItems", Keyword::unique_items},
    {"$dynamicRef", Keyword::refused},
    {"$recursiveRef", Keyword::refused},
    {"additionalItems", Keyword::refused},
    {"contains", Keyword::refused},
    {"dependencies", Keyword::refused},
    {"dependentRequired", Keyword::refused},
    {"dependentSchemas", Keyword::refused},
    {"else", Keyword::refused},
    {"if", Keyword::refused},
    {"maxContains", Keyword::refused},
    {"minContains", Keyword::refused},
    {"not", Keyword::refused},
    {"patternProperties", Keyword::refused},
    {"propertyNames", Keyword::refused},
    {"then", Keyword::refused},
    {"unevaluatedItems", Keyword::refused},
    {"unevaluatedProperties", Keyword::refused},
};

constexpr std::size_t kSlots = 256;

constexpr std::size_t slot_of(std::string_view name) {
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
  return (name.size() * 7 + at(0) * 13 + at(name.size() - 1) * 31 + at(name.size() / 2) * 61) % kSlots;
}

// Open addressing: most names are told apart by one comparison.
constexpr auto kTable = [] {
  std::array<Entry, kSlots> table{};
  for (const Entry& entry : kKeywords) {
    std::size_t slot = slot_of(entry.name);
    while (!table[slot].name.empty()) slot = (slot + 1) % kSlots;
    table[slot] = entry;
  }
  return table;
}();

}  // namespace

std::optional<Keyword> keyword_of(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t slot = slot_of(name); !kTable[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (kTable[slot].name == name) return kTable[slot].keyword;
  }
  return std::nullopt;
}

}  // namespace oaisim::schema
