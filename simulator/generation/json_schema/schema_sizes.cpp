#include "simulator/generation/json_schema/schema_sizes.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace oaisim::schema {
namespace {

constexpr int kMaxPasses = 200;
constexpr std::uint32_t kMaxHeight = 200;
constexpr std::uint32_t kNumberSize = 25;       // -2.2250738585072014e-308
constexpr std::uint32_t kEscapedCharacter = 6;  // \u001f

struct Extent {
  std::uint64_t size = 0;
  std::uint32_t height = 0;
  bool is_possible = true;

  void add(const Node& node, std::uint64_t times = 1) {
    is_possible = is_possible && (node.size != kImpossible || times == 0);
    size += node.size * times;
    height = std::max<std::uint32_t>(height, node.height);
  }
};

class Sizer {
 public:
  explicit Sizer(Nodes& nodes) : nodes_(nodes) {}

  void run() {
    for (Node& node : nodes_.nodes) {
      node.size = kImpossible;
      node.height = 0;
    }
    // Nodes come before those they refer to, so that without recursion one pass finds everything.
    bool changed = true;
    for (int pass = 0; changed && pass < kMaxPasses; ++pass) {
      changed = false;
      for (std::size_t id = nodes_.nodes.size(); id-- > 0;) changed |= update(nodes_.nodes[id]);
    }
  }

 private:
  bool update(Node& node) {
    const Extent extent = std::visit([this](const auto& kind) { return extent_of(kind); }, node.kind);
    if (!extent.is_possible) return false;
    const bool fits = extent.size <= kMaxSize && extent.height < kMaxHeight;
    const std::uint32_t size = fits ? static_cast<std::uint32_t>(extent.size) : kTooLarge;
    if (size >= node.size) return false;
    node.size = size;
    node.height = static_cast<std::uint16_t>(std::min(extent.height, kMaxHeight) + 1);
    return true;
  }

  Extent extent_of(const NothingNode&) const { return {0, 0, false}; }
  Extent extent_of(const NullNode&) const { return {4}; }
  Extent extent_of(const BooleanNode&) const { return {5}; }
  Extent extent_of(const NumberNode&) const { return {kNumberSize}; }

  Extent extent_of(const LiteralNode& node) const { return {nodes_.texts[node.texts.first + node.shortest].count}; }

  Extent extent_of(const IntegerNode& node) const {
    char digits[24];
    return {static_cast<std::uint64_t>(std::to_chars(digits, digits + sizeof(digits), node.base).ptr - digits)};
  }

  Extent extent_of(const StringNode& node) const {
    if (node.writer != kNone) return {2 + std::uint64_t{kEscapedCharacter} * nodes_.writers[node.writer].longest()};
    return {2 + (node.format ? format_sizes(*node.format).longest : node.length.min)};
  }

  Extent extent_of(const ArrayNode& node) const {
    Extent extent{2 + std::uint64_t{node.count.min}};
    const std::uint32_t prefix = std::min(node.prefix.count, node.count.min);
    for (std::uint32_t i = 0; i < prefix; ++i) extent.add(nodes_.nodes[nodes_.children[node.prefix.first + i]]);
    if (node.count.min > prefix) extent.add(nodes_.nodes[node.items], node.count.min - prefix);
    return extent;
  }

  Extent extent_of(const ObjectNode& node) const {
    Extent extent{2};
    const Property* begin = nodes_.properties.data() + node.properties.first;
    for (const Property* one = begin; one != begin + node.properties.count; ++one) {
      if (!one->required) continue;
      extent.size += key_size(*one);
      extent.add(nodes_.nodes[one->node]);
    }
    if (node.count.min > node.required) add_optional(node, extent);
    return extent;
  }

  void add_optional(const ObjectNode& node, Extent& extent) const {
    std::vector<const Property*> optional;
    for (std::uint32_t i = 0; i < node.properties.count; ++i) {
      const Property& one = nodes_.properties[node.properties.first + i];
      if (!one.required && nodes_.nodes[one.node].is_possible()) optional.push_back(&one);
    }
    const auto size = [&](const Property* one) { return std::uint64_t{key_size(*one)} + nodes_.nodes[one->node].size; };
    std::sort(optional.begin(), optional.end(), [&](const auto* a, const auto* b) { return size(a) < size(b); });
    std::uint32_t needed = node.count.min - node.required;
    const std::uint64_t extra = extra_size(nodes_, node);
    for (const Property* one : optional) {
      if (needed == 0 || size(one) > extra) break;
      extent.size += key_size(*one);
      extent.add(nodes_.nodes[one->node]);
      --needed;
    }
    extent.size += std::uint64_t{extra_key_size(node)} * needed;
    extent.add(nodes_.nodes[node.additional], needed);
  }

  Extent extent_of(const ChoiceNode& node) const {
    const Node* best = nullptr;
    for (std::uint32_t i = 0; i < node.alternatives.count; ++i) {
      const Node& one = nodes_.nodes[nodes_.children[node.alternatives.first + i]];
      if (best == nullptr || one.size < best->size) best = &one;
    }
    if (best == nullptr || best->size == kImpossible) return {0, 0, false};
    return {std::uint64_t{best->size} + 1, best->height};  // larger, so that choices of choices end
  }

  Nodes& nodes_;
};

// The part of a node that keeps it from having a value; kNone when it is the node itself.
NodeId culprit(const Nodes& nodes, NodeId id) {
  const auto is_missing = [&](NodeId one) { return !nodes.nodes[one].is_possible(); };
  const NodeKind& kind = nodes.nodes[id].kind;
  if (const auto* object = std::get_if<ObjectNode>(&kind)) {
    for (std::uint32_t i = 0; i < object->properties.count; ++i) {
      const Property& one = nodes.properties[object->properties.first + i];
      if (one.required && is_missing(one.node)) return one.node;
    }
    if (object->additional != kNone && is_missing(object->additional)) return object->additional;
  } else if (const auto* array = std::get_if<ArrayNode>(&kind)) {
    for (std::uint32_t i = 0; i < std::min(array->prefix.count, array->count.min); ++i) {
      if (is_missing(nodes.children[array->prefix.first + i])) return nodes.children[array->prefix.first + i];
    }
    if (array->count.min > array->prefix.count && is_missing(array->items)) return array->items;
  } else if (const auto* choice = std::get_if<ChoiceNode>(&kind)) {
    for (std::uint32_t i = 0; i < choice->alternatives.count; ++i) {
      const NodeId one = nodes.children[choice->alternatives.first + i];
      if (is_missing(one)) return one;
    }
  }
  return kNone;
}

}  // namespace

std::uint64_t extra_size(const Nodes& nodes, const ObjectNode& object) {
  return std::uint64_t{extra_key_size(object)} + nodes.nodes[object.additional].size;
}

void compute_sizes(Nodes& nodes) { Sizer(nodes).run(); }

std::string why_impossible(const Sources& sources, const Nodes& nodes, const NodeOrigins& origins) {
  if (nodes.nodes[0].size == kTooLarge) {
    return sources.message(0, "the smallest value of the schema has more than " + std::to_string(kMaxSize) +
                                  " bytes or is nested deeper than " + std::to_string(kMaxHeight) + " levels");
  }
  std::vector<bool> seen(nodes.nodes.size());
  NodeId id = 0;
  for (NodeId next = 0; next != kNone && !seen[next]; next = culprit(nodes, id)) {
    id = next;
    seen[id] = true;
    for (const auto& [node, reason] : origins.reasons) {
      if (node == id) return sources.message(origins.places[id], reason);
    }
  }
  return sources.message(origins.places[id], "the schema requires itself without a way to end");
}

}  // namespace oaisim::schema
