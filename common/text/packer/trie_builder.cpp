#include "common/text/packer/trie_builder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "common/text/vocabulary_format.h"

namespace oaisim {
namespace {

struct PlainNode {
  std::vector<std::pair<unsigned char, std::uint32_t>> children;  // byte, node
  std::uint32_t token = TrieNode::kNoTokenHere;
  std::uint32_t lowest_token = TrieNode::kNoTokenHere;  // of this node and those below it
  std::uint32_t depth = 0;
};

// The child by that byte, which is added when it is missing.
std::uint32_t child_of(std::vector<PlainNode>& nodes, std::uint32_t parent, unsigned char byte) {
  for (const auto& [label, child] : nodes[parent].children) {
    if (label == byte) return child;
  }
  const auto added = static_cast<std::uint32_t>(nodes.size());
  nodes[parent].children.emplace_back(byte, added);
  const std::uint32_t depth = nodes[parent].depth + 1;
  nodes.emplace_back().depth = depth;
  return added;
}

std::vector<PlainNode> build_plain_trie(const std::vector<std::string>& tokens) {
  std::vector<PlainNode> nodes(1);
  for (TokenId id = 0; id < tokens.size(); ++id) {
    if (tokens[id].empty()) continue;
    std::uint32_t at = 0;
    for (const char c : tokens[id]) {
      nodes[at].lowest_token = std::min(nodes[at].lowest_token, id);
      at = child_of(nodes, at, static_cast<unsigned char>(c));
    }
    nodes[at].lowest_token = std::min(nodes[at].lowest_token, id);
    nodes[at].token = id;
  }
  for (PlainNode& node : nodes) std::sort(node.children.begin(), node.children.end());
  return nodes;
}

constexpr std::size_t kLineNodes = 8;  // nodes in a cache line

// Finds room for nodes' children.
class DoubleArray {
 public:
  // The base of a node with these children, anywhere; the slots base + byte are taken from now on.
  std::size_t place(const PlainNode& node) {
    std::size_t& base = first_base_to_try_[node.children.size()];
    while (!fits(base, node)) ++base;
    return take(base, node);
  }

  // The same, but with the first child in the cache line of the node itself, or one close by, if possible:
  // walking down the trie waits for memory more than for anything else.
  std::size_t place_near(const PlainNode& node, std::size_t slot) {
    constexpr std::size_t kReach = 16 * kLineNodes;
    const std::size_t line = slot / kLineNodes * kLineNodes;
    const unsigned char first_byte = node.children.front().first;
    for (std::size_t distance = 0; distance < kReach; ++distance) {
      for (const std::size_t child : {line + distance, line - std::min(line, distance)}) {
        if (child >= first_byte && fits(child - first_byte, node)) return take(child - first_byte, node);
      }
    }
    return place(node);
  }

  // A base of 256 slots that stay empty, for all nodes without children; nothing is placed after it.
  std::size_t place_leaves() {
    std::size_t base = slot_taken_.size();
    while (base > 1 && !slot_taken_[base - 1]) --base;
    grow(base + 256);
    return base;
  }

  std::size_t size() const { return slot_taken_.size(); }

 private:
  void grow(std::size_t size) {
    if (size <= slot_taken_.size()) return;
    slot_taken_.resize(size);
    base_taken_.resize(size);
  }

  bool fits(std::size_t base, const PlainNode& node) {
    grow(base + 256);
    return !base_taken_[base] && std::none_of(node.children.begin(), node.children.end(), [this, base](const auto& child) {
      return slot_taken_[base + child.first];
    });
  }

  std::size_t take(std::size_t base, const PlainNode& node) {
    base_taken_[base] = true;
    for (const auto& [byte, child] : node.children) slot_taken_[base + byte] = true;
    return base;
  }

  std::vector<bool> slot_taken_ = {true};  // the root's
  std::vector<bool> base_taken_ = {false};
  std::array<std::size_t, 257> first_base_to_try_{};
};

// Nodes with many children come first, as they are hard to place; then parents before their children, and
// what leads to frequent tokens, which have low ids, before the rest.
std::vector<std::uint32_t> order_of_placement(const std::vector<PlainNode>& nodes) {
  constexpr std::size_t kMany = 8;
  const auto key = [&nodes](std::uint32_t i) {
    const PlainNode& node = nodes[i];
    const std::size_t many = node.children.size() > kMany ? node.children.size() : 0;
    return std::tuple(-static_cast<std::ptrdiff_t>(many), node.lowest_token, node.depth);
  };
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].children.empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&key](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return order;
}

struct Layout {
  std::vector<std::size_t> base, slot;
  std::vector<std::uint32_t> label;
  std::size_t size = 0;
};

Layout lay_out(const std::vector<PlainNode>& nodes) {
  constexpr std::size_t kNowhere = ~std::size_t{0};
  DoubleArray array;
  Layout layout{std::vector<std::size_t>(nodes.size()), std::vector<std::size_t>(nodes.size(), kNowhere),
                std::vector<std::uint32_t>(nodes.size(), TrieNode::kNoLabel), 0};
  layout.slot[0] = 0;
  for (const std::uint32_t i : order_of_placement(nodes)) {
    const bool near = layout.slot[i] != kNowhere;
    layout.base[i] = near ? array.place_near(nodes[i], layout.slot[i]) : array.place(nodes[i]);
    for (const auto& [byte, child] : nodes[i].children) {
      layout.slot[child] = layout.base[i] + byte;
      layout.label[child] = byte;
    }
  }
  const std::size_t leaf_base = array.place_leaves();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].children.empty()) layout.base[i] = leaf_base;
  }
  layout.size = array.size();
  if (layout.size >= std::size_t{1} << 24) throw std::runtime_error("the trie is too large for its format");
  return layout;
}

}  // namespace

std::vector<std::uint64_t> build_trie(const std::vector<std::string>& tokens) {
  const std::vector<PlainNode> nodes = build_plain_trie(tokens);
  const Layout layout = lay_out(nodes);
  std::vector<std::uint64_t> packed(layout.size, TrieNode::pack(0, TrieNode::kNoTokenHere, TrieNode::kNoLabel));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    packed[layout.slot[i]] = TrieNode::pack(static_cast<std::uint32_t>(layout.base[i]), nodes[i].token, layout.label[i]);
  }
  return packed;
}

}  // namespace oaisim
