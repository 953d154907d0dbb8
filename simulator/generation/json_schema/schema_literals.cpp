#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "common/text/json_writer.h"
#include "simulator/generation/json_schema/schema_leaves.h"
#include "simulator/generation/json_schema/schema_matcher.h"

namespace oaisim::schema {
namespace {

using simdjson::dom::element;

constexpr std::uint32_t kValues = bit(Keyword::enum_) | bit(Keyword::const_);

bool is_allowed(const Sources& sources, std::span<const Term> terms, SourceId origin, element value,
                std::uint32_t& steps) {
  constexpr std::uint32_t kSimple = bit(Keyword::type) | bit(Keyword::enum_);
  return std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
    const Source& schema = sources.schemas[term.source];
    if (term.source == origin && ((schema.keywords & ~kSimple) == 0)) return (schema.types & type_bits_of(value)) != 0;
    return matches(sources, term.source, value, steps);
  });
}

// 1.0 as 1: they are the same value, and are written in the same way.
std::string text_of(element value) {
  std::string text;
  std::string_view string;
  double number = 0;
  if (value.get(string) == simdjson::SUCCESS) {
    append_string(text, string);
  } else if (value.is_double() && value.get(number) == simdjson::SUCCESS && number == std::floor(number) &&
             std::abs(number) < 1e15) {
    text = std::to_string(static_cast<std::int64_t>(number));
  } else {
    text = simdjson::minify(value);
  }
  return text;
}

}  // namespace

NodeKind literal_node(const Sources& sources, std::span<const Term> terms, Nodes& nodes, std::uint32_t& steps,
                      std::string& reason) {
  const SourceId origin = std::find_if(terms.begin(), terms.end(), [&](const Term& term) {
                            return (sources.schemas[term.source].keywords & kValues) != 0;
                          })->source;
  const Source& source = sources.schemas[origin];
  const Range values = source.has(Keyword::const_) ? source.const_value : source.enum_values;
  LiteralNode node;
  node.texts.first = static_cast<std::uint32_t>(nodes.texts.size());
  std::unordered_set<std::string> written;  // of many
  const auto is_there = [&](const std::string& text) {
    if (values.count > 16) return !written.insert(text).second;
    const auto begin = nodes.texts.begin() + node.texts.first;
    return std::any_of(begin, nodes.texts.end(), [&](Text one) { return nodes.text_of(one) == text; });
  };
  for (std::uint32_t i = 0; i < values.count; ++i) {
    const element value = sources.values[values.first + i];
    if (!is_allowed(sources, terms, origin, value, steps)) continue;
    const std::string text = text_of(value);
    if (is_there(text)) continue;
    if (node.texts.count > 0 && text.size() < nodes.texts[node.texts.first + node.shortest].count) {
      node.shortest = node.texts.count;
    }
    nodes.texts.push_back(nodes.add_text(text));
    ++node.texts.count;
  }
  if (node.texts.count > 0) return node;
  reason = "no value of 'enum' or 'const' is allowed by the other keywords";
  return NothingNode{};
}

}  // namespace oaisim::schema
