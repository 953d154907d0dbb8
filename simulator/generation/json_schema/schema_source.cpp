#include "simulator/generation/json_schema/schema_source.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "simulator/generation/json_schema/schema_keywords.h"

namespace oaisim::schema {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::size_t kMaxSchemas = 20'000;
constexpr std::size_t kMaxValues = 20'000;
constexpr std::size_t kMaxNames = 20'000;  // that one object requires
constexpr int kMaxDepth = 200;
constexpr double kTwoTo63 = 9223372036854775808.0;

struct TypeName {
  std::string_view name;
  std::uint8_t bits;
};
constexpr TypeName kTypes[] = {{"string", string_type}, {"object", object_type},   {"array", array_type},
                               {"number", number_type}, {"integer", integer_type}, {"boolean", boolean_type},
                               {"null", null_type}};

template <typename T>
Range extend(std::vector<T>& list, std::size_t count, T filler = {}) {
  const Range range{static_cast<std::uint32_t>(list.size()), static_cast<std::uint32_t>(count)};
  list.resize(list.size() + count, filler);
  return range;
}

class Reader {
 public:
  Reader(element root, bool strict) : root_(root), strict_(strict) {}

  Result<Sources> read() {
    sources_.schemas.reserve(64);
    reserve({});
    if (strict_) reserve_definitions();
    fill(0, root_, 0);
    while (!failed_ && !referred_.empty()) {
      const auto [id, target] = referred_.back();
      referred_.pop_back();
      fill(id, target, 0);
    }
    if (failed_) return std::move(error_);
    return std::move(sources_);
  }

 private:
  void fail(SourceId id, std::string_view what, ErrorCode code = ErrorCode::invalid_argument) {
    if (!failed_) error_ = {code, sources_.message(id, what)};
    failed_ = true;
  }

  SourceId reserve(const Place& place) {
    if (sources_.schemas.size() >= kMaxSchemas) {
      fail(0, "there are more than " + std::to_string(kMaxSchemas) + " schemas in the schema",
           ErrorCode::limit_exceeded);
      return kNone;
    }
    sources_.schemas.emplace_back().place = place;
    return static_cast<SourceId>(sources_.schemas.size() - 1);
  }

  // They are then what references to them find.
  void reserve_definitions() {
    for (const std::string_view keyword : {"$defs", "definitions"}) {
      object definitions;
      if (root_[keyword].get(definitions) != simdjson::SUCCESS) continue;
      for (const auto& [name, schema] : definitions) {
        const SourceId id = reserve({0, keyword, name, kNone});
        if (failed_) return;
        by_reference_.emplace("#/" + std::string(keyword) + '/' + std::string(name), id);
        referred_.emplace_back(id, schema);
      }
    }
  }

  SourceId child(element value, const Place& place, int depth) {
    const SourceId id = reserve(place);
    if (id != kNone) fill(id, value, depth + 1);
    return id;
  }

  void fill(SourceId id, element value, int depth) {
    if (depth > kMaxDepth) {
      return fail(id, "the schema is nested deeper than " + std::to_string(kMaxDepth) + " levels",
                  ErrorCode::limit_exceeded);
    }
    if (bool allowed = false; value.get(allowed) == simdjson::SUCCESS) {
      sources_.schemas[id].is_false = !allowed;
      return;
    }
    object keywords;
    if (value.get(keywords) != simdjson::SUCCESS) return fail(id, "a schema must be an object or a boolean");
    Source source;
    source.place = sources_.schemas[id].place;
    for (const auto& [name, argument] : keywords) {
      const auto keyword = keyword_of(name);
      if (keyword == Keyword::refused) {
        if (strict_) return fail(id, "'" + std::string(name) + "' is not permitted");
        continue;  // what it asks for is left to luck
      }
      if (keyword) {
        source.keywords |= bit(*keyword);
        read_keyword(id, source, *keyword, name, argument, depth);
        if (failed_) return;
      }
      if (keyword != Keyword::ref && source.not_ref.empty()) source.not_ref = name;
    }
    sources_.schemas[id] = source;
  }

  void read_keyword(SourceId id, Source& source, Keyword keyword, std::string_view name, element value, int depth) {
    switch (keyword) {
      case Keyword::type:
        return read_type(id, source, value);
      case Keyword::properties:
        return read_properties(id, source, value, depth);
      case Keyword::required:
        return read_required(id, source, value);
      case Keyword::additional_properties:
        source.additional = child(value, {id, name, {}, kNone}, depth);
        return;
      case Keyword::items:
        if (value.is_array()) return read_children(id, source.prefix_items, name, value, depth);  // before 2020-12
        source.items = child(value, {id, name, {}, kNone}, depth);
        return;
      case Keyword::prefix_items:
        return read_children(id, source.prefix_items, name, value, depth);
      case Keyword::all_of:
        return read_children(id, source.all_of, name, value, depth);
      case Keyword::any_of:
        return read_children(id, source.any_of, name, value, depth);
      case Keyword::one_of:
        return read_children(id, source.one_of, name, value, depth);
      case Keyword::defs:
      case Keyword::definitions:
        return;  // read where they are referred to
      case Keyword::enum_:
      case Keyword::const_:
        return read_values(id, source, keyword, value);
      case Keyword::ref:
        return read_ref(id, source, value);
      case Keyword::pattern:
        return read_pattern(id, source, value);
      case Keyword::format:
        if (value.get(source.format) != simdjson::SUCCESS) fail(id, "'format' must be a string");
        return;
      case Keyword::unique_items:
        if (value.get(source.unique_items) != simdjson::SUCCESS) fail(id, "'uniqueItems' must be a boolean");
        return;
      default:
        return read_bound(id, source, keyword, name, value);
    }
  }

  void read_type(SourceId id, Source& source, element value) {
    source.types = 0;
    array several;
    if (value.get(several) != simdjson::SUCCESS) {
      source.types = type_bits(id, value);
      return;
    }
    for (const element one : several) source.types = static_cast<std::uint8_t>(source.types | type_bits(id, one));
    if (source.types == 0) fail(id, "'type' must name a type");
  }

  std::uint8_t type_bits(SourceId id, element value) {
    std::string_view name;
    if (value.get(name) == simdjson::SUCCESS) {
      for (const auto& type : kTypes) {
        if (type.name == name) return type.bits;
      }
    }
    fail(id, simdjson::minify(value) +
                 " is not a type; types are string, number, integer, boolean, object, array and null");
    return 0;
  }

  void read_properties(SourceId id, Source& source, element value, int depth) {
    object properties;
    if (value.get(properties) != simdjson::SUCCESS) return fail(id, "'properties' must be an object");
    source.properties = extend(sources_.properties, properties.size(), PropertySource{{}, kNone});
    std::uint32_t at = source.properties.first;
    for (const auto& [name, schema] : properties) {
      const SourceId property = child(schema, {id, "properties", name, kNone}, depth);
      if (failed_) return;
      sources_.properties[at++] = {name, property};
    }
    std::string_view twice;
    if (repeats(source.properties, twice)) fail(id, "'" + std::string(twice) + "' is given twice in 'properties'");
  }

  bool repeats(Range range, std::string_view& name) const {
    const PropertySource* begin = sources_.properties.data() + range.first;
    if (range.count > 64) {
      std::unordered_set<std::string_view> names;
      const auto* twice =
          std::find_if(begin, begin + range.count, [&](const auto& one) { return !names.insert(one.name).second; });
      if (twice == begin + range.count) return false;
      name = twice->name;
      return true;
    }
    // Names that are alike most often differ in their last character.
    const auto is_same = [](std::string_view a, std::string_view b) {
      return a.size() == b.size() && (a.empty() || (a.back() == b.back() && a == b));
    };
    for (std::uint32_t i = 0; i < range.count; ++i) {
      name = begin[i].name;
      if (std::any_of(begin, begin + i, [&](const auto& one) { return is_same(one.name, name); })) return true;
    }
    return false;
  }

  void read_required(SourceId id, Source& source, element value) {
    array names;
    if (value.get(names) != simdjson::SUCCESS) return fail(id, "'required' must be an array of strings");
    if (names.size() > kMaxNames) return fail(id, "'required' has too many names", ErrorCode::limit_exceeded);
    source.required = extend(sources_.names, names.size());
    std::uint32_t at = source.required.first;
    for (const element name : names) {
      if (name.get(sources_.names[at++]) != simdjson::SUCCESS) {
        return fail(id, "'required' must be an array of strings");
      }
    }
  }

  void read_children(SourceId id, Range& range, std::string_view keyword, element value, int depth) {
    array schemas;
    if (value.get(schemas) != simdjson::SUCCESS || schemas.size() == 0) {
      return fail(id, "'" + std::string(keyword) + "' must be an array of schemas");
    }
    range = extend(sources_.children, schemas.size());
    std::uint32_t index = 0;
    for (const element schema : schemas) {
      const SourceId one = child(schema, {id, keyword, {}, index}, depth);
      if (failed_) return;
      sources_.children[range.first + index++] = one;
    }
  }

  void read_values(SourceId id, Source& source, Keyword keyword, element value) {
    Range& range = keyword == Keyword::enum_ ? source.enum_values : source.const_value;
    range = {static_cast<std::uint32_t>(sources_.values.size()), 0};
    if (keyword == Keyword::const_) {
      sources_.values.push_back(value);
    } else {
      array values;
      if (value.get(values) != simdjson::SUCCESS || values.size() == 0) {
        return fail(id, "'enum' must be an array of at least one value");
      }
      for (const element one : values) sources_.values.push_back(one);
    }
    range.count = static_cast<std::uint32_t>(sources_.values.size()) - range.first;
    if (sources_.values.size() > kMaxValues) {
      fail(0, "there are more than " + std::to_string(kMaxValues) + " enum values", ErrorCode::limit_exceeded);
    }
  }

  // A JSON pointer in a fragment, RFC 6901 section 6.
  void read_ref(SourceId id, Source& source, element value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return fail(id, "'$ref' must be a string");
    source.ref_text = text;
    if (text == "#") {
      source.ref = 0;
      return;
    }
    if (const auto known = by_reference_.find(std::string(text)); known != by_reference_.end()) {
      source.ref = known->second;
      return;
    }
    element target;
    if (!text.starts_with("#/") || root_.at_pointer(unescaped(text.substr(1))).get(target) != simdjson::SUCCESS) {
      return fail(id, "reference to component '" + std::string(text) + "' which was not found in the schema");
    }
    source.ref = reserve({0, {}, text.substr(1), kNone});
    by_reference_.emplace(text, source.ref);
    referred_.emplace_back(source.ref, target);
  }

  static std::string unescaped(std::string_view pointer) {
    std::string text;
    const auto hex = [](char c) {
      return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i < pointer.size(); ++i) {
      if (pointer[i] == '%' && i + 2 < pointer.size() && hex(pointer[i + 1]) >= 0 && hex(pointer[i + 2]) >= 0) {
        text += static_cast<char>(hex(pointer[i + 1]) * 16 + hex(pointer[i + 2]));
        i += 2;
      } else {
        text += pointer[i];
      }
    }
    return text;
  }

  void read_pattern(SourceId id, Source& source, element value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return fail(id, "'pattern' must be a string");
    auto pattern = Pattern::parse(text);
    if (!pattern) {
      if (strict_) return fail(id, "pattern '" + std::string(text) + "' " + pattern.error().message);
      source.keywords &= ~bit(Keyword::pattern);
      return;
    }
    source.pattern = static_cast<std::uint32_t>(sources_.patterns.size());
    sources_.patterns.push_back(*std::move(pattern));
  }

  void read_bound(SourceId id, Source& source, Keyword keyword, std::string_view name, element value) {
    double number = 0;
    if (!value.is_number() || value.get(number) != simdjson::SUCCESS) {
      return fail(id, "'" + std::string(name) + "' must be a number");
    }
    switch (keyword) {
      case Keyword::minimum:
      case Keyword::exclusive_minimum:
        return raise(source.numbers, value, number, keyword == Keyword::exclusive_minimum);
      case Keyword::maximum:
      case Keyword::exclusive_maximum:
        return lower(source.numbers, value, number, keyword == Keyword::exclusive_maximum);
      case Keyword::multiple_of:
        source.numbers.multiple_of = number;
        if (number <= 0) fail(id, "'multipleOf' must be greater than 0");
        return;
      default:
        break;
    }
    if (number < 0 || number != std::floor(number)) {
      return fail(id, "'" + std::string(name) + "' must be a non-negative integer");
    }
    const auto count = static_cast<std::uint32_t>(std::min(number, static_cast<double>(kNone)));
    (keyword == Keyword::min_length       ? source.length.min
     : keyword == Keyword::max_length     ? source.length.max
     : keyword == Keyword::min_items      ? source.item_count.min
     : keyword == Keyword::max_items      ? source.item_count.max
     : keyword == Keyword::min_properties ? source.property_count.min
                                          : source.property_count.max) = count;
  }

  static void raise(Numbers& numbers, element value, double number, bool exclusive) {
    std::int64_t integer = 0;
    if (value.get(integer) != simdjson::SUCCESS) {
      const double up = exclusive ? std::floor(number) + 1 : std::ceil(number);
      integer = up >= kTwoTo63    ? std::numeric_limits<std::int64_t>::max()
                : up <= -kTwoTo63 ? std::numeric_limits<std::int64_t>::min()
                                  : static_cast<std::int64_t>(up);
    } else if (exclusive && integer < std::numeric_limits<std::int64_t>::max()) {
      ++integer;
    }
    if (exclusive) number = std::nextafter(number, std::numeric_limits<double>::infinity());
    numbers.low = std::max(numbers.low, number);
    numbers.low_integer = std::max(numbers.low_integer, integer);
  }

  static void lower(Numbers& numbers, element value, double number, bool exclusive) {
    std::int64_t integer = 0;
    if (value.get(integer) != simdjson::SUCCESS) {
      const double down = exclusive ? std::ceil(number) - 1 : std::floor(number);
      integer = down >= kTwoTo63    ? std::numeric_limits<std::int64_t>::max()
                : down <= -kTwoTo63 ? std::numeric_limits<std::int64_t>::min()
                                    : static_cast<std::int64_t>(down);
    } else if (exclusive && integer > std::numeric_limits<std::int64_t>::min()) {
      --integer;
    }
    if (exclusive) number = std::nextafter(number, -std::numeric_limits<double>::infinity());
    numbers.high = std::min(numbers.high, number);
    numbers.high_integer = std::min(numbers.high_integer, integer);
  }

  element root_;
  bool strict_;
  Sources sources_;
  std::unordered_map<std::string, SourceId> by_reference_;
  std::vector<std::pair<SourceId, element>> referred_;
  Error error_;
  bool failed_ = false;
};

}  // namespace

Result<Sources> read_sources(element root, bool strict) { return Reader(root, strict).read(); }

}  // namespace oaisim::schema
