// A compiled schema: nodes that the instance writer walks.
//
// A node says what is written for one conjunction of schemas.  References are numbers of other nodes, so a schema
// that refers to itself is a graph with a cycle.  Texts that are written often are there ready to be appended.
//
// Ownership: everything by value, but `sources`, which is there only when a node has to be checked after writing.
// Thread safety: immutable once compiled.  Units: sizes are bytes of JSON, lengths code points.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "simulator/generation/json_schema/pattern.h"
#include "simulator/generation/json_schema/schema_source.h"
#include "simulator/generation/json_schema/string_format.h"

namespace oaisim::schema {

using NodeId = std::uint32_t;

// Of Nodes::text.
using Text = Range;

// No value is valid; NodeCosts says why.
struct NothingNode {};

struct NullNode {};

struct BooleanNode {};

// One of some texts, from `enum` and `const`.
struct LiteralNode {
  Range texts;  // of Nodes::texts
  std::uint32_t shortest = 0;
};

// base, base + step, ... : `count` values, of which the first `usual` are written without need of others.
struct IntegerNode {
  std::int64_t base = 0;
  std::int64_t step = 1;
  std::uint64_t count = 1;
  std::uint64_t usual = 1;
};

// From low to high; with a step, step * k for k from first to last.  `step * fallback` is certainly a multiple.
struct NumberNode {
  double low = 0;
  double high = 0;
  double step = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t fallback = 0;
};

struct StringNode {
  Bounds length;
  std::optional<StringFormat> format;
  std::uint32_t writer = kNone;  // of Nodes::writers
  Range checks;                  // of Nodes::checks: patterns that the text must match as well
};

struct ArrayNode {
  Range prefix;  // of Nodes::children
  NodeId items = kNone;
  Bounds count;
  bool unique = false;
  bool open = true;  // items beyond the prefix are declared
};

struct Property {
  NodeId node = kNone;
  Text key;  // "name":
  bool required = false;
};

struct ObjectNode {
  Range properties;  // of Nodes::properties
  std::uint32_t required = 0;
  NodeId additional = kNone;  // what further properties hold, when minProperties asks for more than are declared
  Text additional_prefix;     // of their names
  Bounds count;
};

// One of some nodes.  With `exclusive`, exactly one of some schemas must match what is written.
struct ChoiceNode {
  Range alternatives;  // of Nodes::children
  Range exclusive;     // of Nodes::exclusive
};

using NodeKind = std::variant<NothingNode, NullNode, BooleanNode, LiteralNode, IntegerNode, NumberNode, StringNode,
                              ArrayNode, ObjectNode, ChoiceNode>;

inline constexpr std::uint32_t kImpossible = kNone;  // no value at all
inline constexpr std::uint32_t kMaxSize = 1'000'000;
inline constexpr std::uint32_t kTooLarge = kMaxSize + 1;

struct Node {
  NodeKind kind;
  std::uint32_t size = kImpossible;  // of the smallest value that the writer makes, at most; or one of the above
  std::uint16_t height = 0;          // how deep that value is nested
  bool is_checked = false;           // writing may have to be tried more than once
  Text fallback;                     // of a checked node: a value that passed

  bool is_possible() const { return size <= kMaxSize; }
};

struct Nodes {
  std::vector<Node> nodes;  // the first is the root
  std::vector<NodeId> children;
  std::vector<Property> properties;
  std::vector<Text> texts;
  std::vector<SourceId> exclusive;
  std::vector<PatternWriter> writers;
  std::vector<Pattern> checks;
  std::string text;

  // What `exclusive` schemas are checked with.
  struct Checked {
    std::unique_ptr<simdjson::dom::parser> parser;  // the document points to it, so it stays where it is
    Sources sources;                                // of the document
  };
  std::optional<Checked> checked;

  std::string_view text_of(Text range) const { return std::string_view(text).substr(range.first, range.count); }
  Text add_text(std::string_view added) {
    text += added;
    return {static_cast<std::uint32_t>(text.size() - added.size()), static_cast<std::uint32_t>(added.size())};
  }
};

}  // namespace oaisim::schema
