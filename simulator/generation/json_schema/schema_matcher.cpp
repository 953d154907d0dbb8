#include "simulator/generation/json_schema/schema_matcher.h"

#include <algorithm>
#include <cmath>

namespace oaisim::schema {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr int kMaxDepth = 300;

class Matcher {
 public:
  Matcher(const Sources& sources, std::uint32_t& steps) : sources_(sources), steps_(steps) {}

  bool matches(SourceId id, element value, int depth) const {
    const Source& source = sources_.schemas[id];
    if (depth > kMaxDepth || !take(1)) return false;
    if (source.is_false || (source.types & type_bits_of(value)) == 0) return false;
    return matches_values(source, value) && matches_parts(source, value, depth + 1) &&
           matches_kind(source, value, depth + 1);
  }

 private:
  bool take(std::uint32_t steps) const {
    steps_ -= std::min(steps_, steps);
    return steps_ > 0;
  }

  bool matches_values(const Source& source, element value) const {
    const auto holds = [&](Range range) {
      if (!take(range.count)) return false;
      const auto* begin = sources_.values.data() + range.first;
      return std::any_of(begin, begin + range.count, [&](element one) { return equal(one, value); });
    };
    return (!source.has(Keyword::enum_) || holds(source.enum_values)) &&
           (!source.has(Keyword::const_) || holds(source.const_value));
  }

  bool matches_parts(const Source& source, element value, int depth) const {
    const auto count = [&](Range range) {
      const auto* begin = sources_.children.data() + range.first;
      return static_cast<std::uint32_t>(
          std::count_if(begin, begin + range.count, [&](SourceId one) { return matches(one, value, depth); }));
    };
    return (source.ref == kNone || matches(source.ref, value, depth)) && count(source.all_of) == source.all_of.count &&
           (source.any_of.count == 0 || count(source.any_of) > 0) &&
           (source.one_of.count == 0 || count(source.one_of) == 1);
  }

  bool matches_kind(const Source& source, element value, int depth) const {
    switch (value.type()) {
      case element_type::STRING:
        return matches_string(source, value);
      case element_type::INT64:
      case element_type::UINT64:
      case element_type::DOUBLE:
        return matches_number(source.numbers, value);
      case element_type::ARRAY:
        return matches_array(source, value, depth);
      case element_type::OBJECT:
        return matches_object(source, value, depth);
      default:
        return true;
    }
  }

  bool matches_string(const Source& source, element value) const {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return false;
    const auto length = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
    return length >= source.length.min && length <= source.length.max &&
           (source.pattern == kNone || sources_.patterns[source.pattern].matches(text));
  }

  static bool matches_number(const Numbers& numbers, element value) {
    std::int64_t integer = 0;
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS) return false;
    if (value.get(integer) == simdjson::SUCCESS) {
      if (integer < numbers.low_integer || integer > numbers.high_integer) return false;
    } else if (number < numbers.low || number > numbers.high) {
      return false;
    }
    const double quotient = numbers.multiple_of == 0 ? 0 : number / numbers.multiple_of;
    return quotient == std::floor(quotient);
  }

  bool matches_array(const Source& source, element value, int depth) const {
    array items;
    if (value.get(items) != simdjson::SUCCESS) return false;
    std::uint32_t at = 0;
    for (const element item : items) {
      const SourceId schema =
          at < source.prefix_items.count ? sources_.children[source.prefix_items.first + at] : source.items;
      if (schema != kNone && !matches(schema, item, depth)) return false;
      ++at;
    }
    return at >= source.item_count.min && at <= source.item_count.max && (!source.unique_items || is_unique(items));
  }

  bool is_unique(const array& items) const {
    std::vector<element> before;
    for (const element item : items) {
      if (!take(static_cast<std::uint32_t>(before.size()) + 1)) return false;
      if (std::any_of(before.begin(), before.end(), [&](element one) { return equal(one, item); })) return false;
      before.push_back(item);
    }
    return true;
  }

  bool matches_object(const Source& source, element value, int depth) const {
    object members;
    if (value.get(members) != simdjson::SUCCESS) return false;
    const auto* properties = sources_.properties.data() + source.properties.first;
    std::uint32_t count = 0;
    for (const auto& [name, member] : members) {
      if (!take(source.properties.count + 1)) return false;
      const auto* end = properties + source.properties.count;
      const auto* property = std::find_if(properties, end, [key = name](const auto& one) { return one.name == key; });
      const SourceId schema = property == end ? source.additional : property->schema;
      if (schema != kNone && !matches(schema, member, depth)) return false;
      ++count;
    }
    if (!take(source.required.count * (count / 16 + 1))) return false;
    const auto* names = sources_.names.data() + source.required.first;
    return count >= source.property_count.min && count <= source.property_count.max &&
           std::all_of(names, names + source.required.count,
                       [&](std::string_view name) { return members.at_key(name).error() == simdjson::SUCCESS; });
  }

  const Sources& sources_;
  std::uint32_t& steps_;
};

SourceId without_references(const Sources& sources, SourceId id) {
  for (int steps = 0; steps < 16 && sources.schemas[id].ref != kNone; ++steps) id = sources.schemas[id].ref;
  return id;
}

// The values that `enum` or `const` allow; empty when there are none of these.
Range values_of(const Source& source) { return source.has(Keyword::const_) ? source.const_value : source.enum_values; }

bool are_distinct(const Sources& sources, Range a, Range b) {
  if (a.count == 0 || b.count == 0 || std::size_t{a.count} * b.count > 10'000) return false;
  const auto* first = sources.values.data() + a.first;
  const auto* second = sources.values.data() + b.first;
  return std::none_of(first, first + a.count, [&](element one) {
    return std::any_of(second, second + b.count, [&](element other) { return equal(one, other); });
  });
}

// A property that `a` requires and that has other values in `b`: how unions are told apart by a `kind` or `type`.
bool has_discriminator(const Sources& sources, const Source& a, const Source& b) {
  if (a.types != object_type || b.types != object_type) return false;
  const auto* names = sources.names.data() + a.required.first;
  const auto* others = sources.properties.data() + b.properties.first;
  for (std::uint32_t i = 0; i < a.properties.count; ++i) {
    const PropertySource& property = sources.properties[a.properties.first + i];
    const Range values = values_of(sources.schemas[without_references(sources, property.schema)]);
    if (values.count == 0 || std::count(names, names + a.required.count, property.name) == 0) continue;
    const auto* end = others + b.properties.count;
    const auto* other = std::find_if(others, end, [&](const auto& one) { return one.name == property.name; });
    if (other == end) continue;
    const SourceId schema = without_references(sources, other->schema);
    if (are_distinct(sources, values, values_of(sources.schemas[schema]))) return true;
  }
  return false;
}

std::uint8_t possible_types(const Sources& sources, const Source& source) {
  const Range values = values_of(source);
  if (values.count == 0) return source.types;
  unsigned bits = 0;
  for (std::uint32_t i = 0; i < values.count; ++i) bits |= type_bits_of(sources.values[values.first + i]);
  return static_cast<std::uint8_t>(bits & source.types);
}

}  // namespace

bool matches(const Sources& sources, SourceId id, element value, std::uint32_t& steps) {
  return Matcher(sources, steps).matches(id, value, 0);
}

bool equal(element a, element b) {
  if (a.is_number() && b.is_number()) {
    std::int64_t i = 0;
    std::int64_t j = 0;
    if (a.get(i) == simdjson::SUCCESS && b.get(j) == simdjson::SUCCESS) return i == j;
    double x = 0;
    double y = 0;
    return a.get(x) == simdjson::SUCCESS && b.get(y) == simdjson::SUCCESS && x == y;
  }
  if (a.type() != b.type()) return false;
  std::string_view text;
  std::string_view other;
  if (a.get(text) == simdjson::SUCCESS && b.get(other) == simdjson::SUCCESS) return text == other;
  bool flag = false;
  bool other_flag = false;
  if (a.get(flag) == simdjson::SUCCESS && b.get(other_flag) == simdjson::SUCCESS) return flag == other_flag;
  array items;
  array others;
  if (a.get(items) == simdjson::SUCCESS && b.get(others) == simdjson::SUCCESS) {
    return std::equal(items.begin(), items.end(), others.begin(), others.end(),
                      [](element x, element y) { return equal(x, y); });
  }
  object members;
  object rest;
  if (a.get(members) != simdjson::SUCCESS || b.get(rest) != simdjson::SUCCESS) return true;  // both null
  if (members.size() != rest.size()) return false;
  for (const auto& [name, member] : members) {
    element same;
    if (rest.at_key(name).get(same) != simdjson::SUCCESS || !equal(member, same)) return false;
  }
  return true;
}

std::uint8_t type_bits_of(element value) {
  switch (value.type()) {
    case element_type::OBJECT:
      return object_type;
    case element_type::ARRAY:
      return array_type;
    case element_type::STRING:
      return string_type;
    case element_type::BOOL:
      return boolean_type;
    case element_type::NULL_VALUE:
      return null_type;
    case element_type::DOUBLE: {
      double number = 0;
      const bool is_whole = value.get(number) == simdjson::SUCCESS && number == std::floor(number);
      return is_whole ? integer_type : fraction_type;
    }
    default:
      return integer_type;
  }
}

bool are_disjoint(const Sources& sources, SourceId a, SourceId b) {
  const Source& first = sources.schemas[without_references(sources, a)];
  const Source& second = sources.schemas[without_references(sources, b)];
  if (first.is_false || second.is_false) return true;
  if ((possible_types(sources, first) & possible_types(sources, second)) == 0) return true;
  return are_distinct(sources, values_of(first), values_of(second)) || has_discriminator(sources, first, second) ||
         has_discriminator(sources, second, first);
}

}  // namespace oaisim::schema
