#include "simulator/generation/json_schema/json_schema_rules.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "simulator/generation/json_schema/schema_matcher.h"
#include "simulator/generation/json_schema/string_format.h"

namespace oaisim::schema {
namespace {

constexpr std::size_t kMaxProperties = 5000;
constexpr std::size_t kMaxLevels = 10;
constexpr std::size_t kMaxCharacters = 120'000;
constexpr std::size_t kMaxEnumValues = 1000;
constexpr std::size_t kLongEnum = 250;  // values, from which on their characters are counted
constexpr std::size_t kMaxLongEnumCharacters = 15'000;

struct NamedKeyword {
  Keyword keyword;
  const char* name;
};
constexpr NamedKeyword kNotPermitted[] = {
    {Keyword::all_of, "allOf"},
    {Keyword::one_of, "oneOf"},
    {Keyword::min_properties, "minProperties"},
    {Keyword::max_properties, "maxProperties"},
    {Keyword::prefix_items, "prefixItems"},
    {Keyword::unique_items, "uniqueItems"},
};

std::string type_name(std::uint8_t types) {
  switch (types) {
    case null_type:
      return "null";
    case boolean_type:
      return "boolean";
    case object_type:
      return "object";
    case array_type:
      return "array";
    case string_type:
      return "string";
    case integer_type:
      return "integer";
    case number_type:
      return "number";
    default:
      return "None";
  }
}

// The first rule that is broken.
using Broken = std::optional<std::string>;

class StrictRules {
 public:
  explicit StrictRules(const Sources& sources) : sources_(sources), levels_(sources.schemas.size(), 0) {}

  Broken check() {
    if (Broken broken = check_root()) return broken;
    for (SourceId id = 0; id < sources_.schemas.size(); ++id) {
      if (Broken broken = check_schema(id)) return broken;
    }
    return check_totals();
  }

 private:
  Broken in(SourceId id, std::string_view what) const { return sources_.message(id, what); }

  Broken check_root() const {
    const Source& root = sources_.schemas[0];
    if (root.types != object_type) {
      const bool has_type = root.has(Keyword::type);
      return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" +
             (has_type ? type_name(root.types) : "None") + "\"'.";
    }
    if (root.has(Keyword::any_of) || root.has(Keyword::one_of) || root.has(Keyword::all_of) ||
        root.has(Keyword::enum_)) {
      return "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
    }
    return std::nullopt;
  }

  Broken check_schema(SourceId id) {
    const Source& source = sources_.schemas[id];
    // What stands under additionalProperties is `false`, or that is the mistake that is reported.
    if (source.place.keyword == "additionalProperties") return std::nullopt;
    for (const auto& [keyword, name] : kNotPermitted) {
      if (source.has(keyword)) return in(id, std::string("'") + name + "' is not permitted");
    }
    if (source.ref != kNone) return check_reference(id, source);
    if (!source.has(Keyword::type) && !source.has(Keyword::any_of)) return in(id, "schema must have a 'type' key");
    if (Broken broken = check_level(id, source)) return broken;
    if ((source.types & object_type) != 0 && source.has(Keyword::type)) {
      if (Broken broken = check_object(id, source)) return broken;
    }
    if ((source.types & array_type) != 0 && source.has(Keyword::type) && source.items == kNone) {
      return in(id, "array schema missing items");
    }
    if (source.has(Keyword::format)) {
      const auto format = string_format(source.format);
      if (!format || !is_strict_format(*format)) {
        return in(id, "'" + std::string(source.format) + "' is not a valid format");
      }
    }
    return check_enum(id, source);
  }

  Broken check_reference(SourceId id, const Source& source) const {
    if (source.ref_text != "#" && !is_definition(source.ref_text)) {
      return in(id, "reference can only point to definitions defined at the top level of the schema");
    }
    if (source.not_ref.empty()) return std::nullopt;
    return in(id, "$ref cannot have keywords {'" + std::string(source.not_ref) + "'}");
  }

  static bool is_definition(std::string_view reference) {
    for (const std::string_view start : {"#/$defs/", "#/definitions/"}) {
      if (reference.starts_with(start)) return reference.find('/', start.size()) == std::string_view::npos;
    }
    return false;
  }

  // Schemas come after the one they stand in.
  Broken check_level(SourceId id, const Source& source) {
    const SourceId parent = source.place.parent;
    const std::size_t outer = parent == kNone ? 0 : levels_[parent];
    const bool is_object = source.has(Keyword::type) && (source.types & object_type) != 0;
    const bool is_definition = source.place.keyword == "$defs" || source.place.keyword == "definitions";
    levels_[id] = (is_definition ? 0 : outer) + (is_object ? 1 : 0);
    if (levels_[id] <= kMaxLevels) return std::nullopt;
    return in(id, std::to_string(levels_[id]) + " levels of nesting exceeds limit of " + std::to_string(kMaxLevels));
  }

  Broken check_object(SourceId id, const Source& source) {
    if (source.additional == kNone || !sources_.schemas[source.additional].is_false) {
      return in(id, "'additionalProperties' is required to be supplied and to be false");
    }
    const auto* properties = sources_.properties.data() + source.properties.first;
    const auto* names = sources_.names.data() + source.required.first;
    if (is_same_order(properties, names, source)) return std::nullopt;
    static constexpr std::string_view kRule =
        "'required' is required to be supplied and to be an array including every key in properties. ";
    const std::unordered_set<std::string_view> required(names, names + source.required.count);
    std::unordered_set<std::string_view> known;
    for (std::uint32_t i = 0; i < source.properties.count; ++i) {
      known.insert(properties[i].name);
      if (required.count(properties[i].name) > 0) continue;
      return in(id, std::string(kRule) + "Missing '" + std::string(properties[i].name) + "'");
    }
    for (const std::string_view name : required) {
      if (known.count(name) == 0)
        return in(id, std::string(kRule) + "Extra required key '" + std::string(name) + "' supplied");
    }
    return std::nullopt;
  }

  static bool is_same_order(const PropertySource* properties, const std::string_view* names, const Source& source) {
    return source.properties.count == source.required.count &&
           std::equal(properties, properties + source.properties.count, names,
                      [](const PropertySource& property, std::string_view name) { return property.name == name; });
  }

  Broken check_enum(SourceId id, const Source& source) {
    std::size_t characters = 0;
    for (const Range values : {source.enum_values, source.const_value}) {
      for (std::uint32_t i = 0; i < values.count; ++i) {
        const auto& value = sources_.values[values.first + i];
        std::string_view text;
        if (value.get(text) == simdjson::SUCCESS) characters += text.size();
        if ((source.types & type_bits_of(value)) != 0) continue;
        return in(id, "enum value " + simdjson::minify(value) + " does not validate against its 'type'");
      }
    }
    characters_ += characters;
    enum_values_ += source.enum_values.count;
    if (source.enum_values.count <= kLongEnum || characters <= kMaxLongEnumCharacters) return std::nullopt;
    return in(id, "the values of an enum of more than " + std::to_string(kLongEnum) + " values have " +
                      std::to_string(characters) + " characters, at most " + std::to_string(kMaxLongEnumCharacters) +
                      " are allowed");
  }

  Broken check_totals() {
    for (const auto& property : sources_.properties) characters_ += property.name.size();
    if (Broken broken = check_total(sources_.properties.size(), kMaxProperties, "object properties")) return broken;
    if (Broken broken = check_total(enum_values_, kMaxEnumValues, "enum values")) return broken;
    return check_total(characters_, kMaxCharacters, "characters of names and values");
  }

  static Broken check_total(std::size_t count, std::size_t limit, const std::string& what) {
    if (count <= limit) return std::nullopt;
    return "Expected at most " + std::to_string(limit) + ' ' + what +
           " in total within a single schema when using structured outputs, but received " + std::to_string(count) +
           ". Consider reducing the number of " + what + ", or use 'strict: false' to opt out of structured outputs.";
  }

  const Sources& sources_;
  std::vector<std::size_t> levels_;
  std::size_t enum_values_ = 0;
  std::size_t characters_ = 0;
};

}  // namespace

Status check_strict_rules(const Sources& sources) {
  if (auto broken = StrictRules(sources).check()) return invalid(*std::move(broken));
  return success();
}

}  // namespace oaisim::schema
