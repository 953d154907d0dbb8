#include "common/text/packer/trie_builder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "common/text/vocabulary_format.h"

namespace oaisim {
namespace {

struct PlainNode {
  std::vector<std::pair<unsigned char, std::uint32_t>> children;  // byte, node
  std::uint32_t token = TrieNode::kNoTokenHere;
};

std::vector<PlainNode> build_plain_trie(const std::vector<std::string>& tokens) {
  std::vector<PlainNode> nodes(1);
  for (TokenId id = 0; id < tokens.size(); ++id) {
    std::uint32_t at = 0;
    for (const char c : tokens[id]) {
      const auto byte = static_cast<unsigned char>(c);
      auto& children = nodes[at].children;
      const auto found =
          std::find_if(children.begin(), children.end(), [byte](const auto& child) { return child.first == byte; });
      if (found != children.end()) {
        at = found->second;
        continue;
      }
      const auto added = static_cast<std::uint32_t>(nodes.size());
      children.emplace_back(byte, added);
      nodes.emplace_back();
      at = added;
    }
    if (at != 0) nodes[at].token = id;
  }
  return nodes;
}

// Finds room for each node's children, nodes with many children first.
class DoubleArray {
 public:
  // The base of a node with these children; the slots base + byte are taken from now on.
  std::uint32_t place(const PlainNode& node) {
    const std::size_t children = node.children.size();
    for (std::size_t base = first_base_to_try_[children];; ++base) {
      grow(base + 256);
      if (base_taken_[base] || !has_room(base, node)) continue;
      base_taken_[base] = true;
      for (const auto& [byte, child] : node.children) slot_taken_[base + byte] = true;
      first_base_to_try_[children] = base + 1;
      return static_cast<std::uint32_t>(base);
    }
  }

  // A base of 256 slots that stay empty, for all nodes without children; nothing is placed after it.
  std::uint32_t place_leaves() {
    std::size_t base = slot_taken_.size();
    while (base > 1 && !slot_taken_[base - 1]) --base;
    grow(base + 256);
    return static_cast<std::uint32_t>(base);
  }

  std::size_t size() const { return slot_taken_.size(); }

 private:
  void grow(std::size_t size) {
    if (size <= slot_taken_.size()) return;
    slot_taken_.resize(size);
    base_taken_.resize(size);
  }

  bool has_room(std::size_t base, const PlainNode& node) const {
    return std::none_of(node.children.begin(), node.children.end(),
                        [this, base](const auto& child) { return slot_taken_[base + child.first]; });
  }

  std::vector<bool> slot_taken_ = {true};  // the root's
  std::vector<bool> base_taken_ = {false};
  std::array<std::size_t, 257> first_base_to_try_{};
};

}  // namespace

std::vector<std::uint64_t> build_trie(const std::vector<std::string>& tokens) {
  const std::vector<PlainNode> plain = build_plain_trie(tokens);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < plain.size(); ++i) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&plain](std::uint32_t a, std::uint32_t b) {
    return plain[a].children.size() > plain[b].children.size();
  });

  DoubleArray layout;
  std::vector<std::uint32_t> base(plain.size());
  std::vector<std::uint32_t> slot(plain.size());
  std::vector<std::uint32_t> label(plain.size(), TrieNode::kNoLabel);
  for (const std::uint32_t node : order) {
    if (plain[node].children.empty()) break;
    base[node] = layout.place(plain[node]);
    for (const auto& [byte, child] : plain[node].children) {
      slot[child] = base[node] + byte;
      label[child] = byte;
    }
  }
  const std::uint32_t leaf_base = layout.place_leaves();
  if (layout.size() >= std::size_t{1} << 24) throw std::runtime_error("the trie is too large for its format");

  std::vector<std::uint64_t> packed(layout.size(),
                                    TrieNode::pack(leaf_base, TrieNode::kNoTokenHere, TrieNode::kNoLabel));
  for (std::uint32_t i = 0; i < plain.size(); ++i) {
    packed[slot[i]] = TrieNode::pack(plain[i].children.empty() ? leaf_base : base[i], plain[i].token, label[i]);
  }
  return packed;
}

}  // namespace oaisim
