// Writes one value of a compiled schema.
//
// What is required is always written.  What is not required (optional properties, further items, larger alternatives)
// is written as long as there is room for it and for everything that is still owed, and not deep in a recursion.
//
// Thread safety: none; each value has its own writer.  Units: sizes are bytes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_set>

#include "common/base/random.h"
#include "simulator/generation/json_schema/schema_nodes.h"

namespace oaisim::schema {

class InstanceWriter {
 public:
  InstanceWriter(const Nodes& nodes, Random& random, std::string& out)
      : nodes_(nodes), random_(random), out_(out), begin_(out.size()) {}

  // Appends a value of node `id`.  False, with anything appended, when it or a part of it has to be checked, has no
  // fallback yet, and no try succeeded: that is for choosing fallbacks.  REQUIRES: it is possible.
  bool write(NodeId id);

  // The smallest value there is, or nearly.
  void be_thrifty() { thrifty_ = true; }

 private:
  using Seen = std::unordered_set<std::string>;

  bool node(NodeId id, NodeId from);
  bool checked(NodeId id);
  bool passes(const Node& node, std::size_t begin);
  bool kind(NodeId id);

  bool value(NodeId, const NothingNode&) { return false; }
  bool value(NodeId, const NullNode&);
  bool value(NodeId, const BooleanNode&);
  bool value(NodeId, const LiteralNode& node);
  bool value(NodeId, const IntegerNode& node);
  bool value(NodeId, const NumberNode& node);
  bool value(NodeId, const StringNode& node);
  bool value(NodeId id, const ArrayNode& node);
  bool value(NodeId id, const ObjectNode& node);
  bool value(NodeId id, const ChoiceNode& node);

  void words(Bounds length);
  double stepped(const NumberNode& node);
  double number(const NumberNode& node);

  std::uint32_t item_count(const ArrayNode& node);
  NodeId item_node(const ArrayNode& node, std::uint32_t index) const;
  bool new_item(NodeId item, NodeId from, Seen& seen);
  std::uint64_t value_count(NodeId id, int depth = 0) const;
  void nth_value(NodeId id, std::uint64_t n);

  void choose_properties(const ObjectNode& node, std::span<const Property> properties, std::vector<bool>& chosen);
  bool property(const Property& property, NodeId from);
  bool extra_properties(NodeId id, const ObjectNode& node, std::uint32_t count);

  std::uint64_t total() const { return out_.size() - begin_ + owed_; }
  bool has_room(std::uint64_t size) const;
  bool is_tight() const { return thrifty_ || !has_room(0); }
  bool is_thrifty() const;
  void undo_to(std::size_t size, std::uint64_t owed);

  const Nodes& nodes_;
  Random& random_;
  std::string& out_;
  std::size_t begin_;
  std::uint64_t owed_ = 0;  // what is still to be written of what was decided upon, at its smallest
  int nesting_ = 0;
  int recursion_ = 0;  // how often the way here went back to an earlier node
  int tries_left_ = 200;
  bool thrifty_ = false;
  std::string scratch_;
  std::unique_ptr<simdjson::dom::parser> parser_;  // for `oneOf`, made when it is needed
};

}  // namespace oaisim::schema
