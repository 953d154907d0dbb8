#include "simulator/generation/json_schema/schema_compiler.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "common/text/json_writer.h"
#include "simulator/generation/json_schema/conjunction.h"
#include "simulator/generation/json_schema/schema_leaves.h"
#include "simulator/generation/json_schema/schema_matcher.h"

namespace oaisim::schema {
namespace {

constexpr std::size_t kMaxNodes = 20'000;
constexpr std::size_t kMaxMembers = 200'000;
constexpr std::uint32_t kMaxItems = 100'000;
constexpr std::uint32_t kMaxUniqueItems = 1000;
constexpr std::uint32_t kMaxWork = 4'000'000;         // members merged, branches compared
constexpr std::uint32_t kMaxMatchingSteps = 200'000;  // of the values of enum and const

constexpr std::uint32_t kAboutObjects = bit(Keyword::properties) | bit(Keyword::required) |
                                        bit(Keyword::additional_properties) | bit(Keyword::min_properties) |
                                        bit(Keyword::max_properties);
constexpr std::uint32_t kAboutArrays = bit(Keyword::items) | bit(Keyword::prefix_items) | bit(Keyword::min_items) |
                                       bit(Keyword::max_items) | bit(Keyword::unique_items);
constexpr std::uint32_t kAboutNumbers = bit(Keyword::minimum) | bit(Keyword::maximum) |
                                        bit(Keyword::exclusive_minimum) | bit(Keyword::exclusive_maximum) |
                                        bit(Keyword::multiple_of);

class Compiler {
 public:
  Compiler(const Sources& sources, NodeOrigins& origins)
      : sources_(sources), origins_(origins), closer_(sources), single_(sources.schemas.size(), kNone) {}

  Result<Nodes> compile() {
    nodes_.nodes.reserve(sources_.schemas.size() + 8);
    nodes_.properties.reserve(sources_.properties.size());
    nodes_.text.reserve(24 * sources_.properties.size());
    terms_.reserve(sources_.schemas.size());
    conjunctions_.reserve(sources_.schemas.size() + 8);
    origins_.places.reserve(sources_.schemas.size() + 8);
    node_of(SourceId{0});
    for (NodeId id = 0; id < nodes_.nodes.size(); ++id) {  // building one adds those it refers to
      if (conjunctions_[id].first == kNone) continue;
      build(id);
      if (too_much()) {
        return Error{ErrorCode::limit_exceeded, sources_.message(0, "the schema has too many combinations")};
      }
    }
    return std::move(nodes_);
  }

 private:
  struct Member {
    std::string_view name;
    NodeId node;
    bool required;
  };

  bool too_much() const {
    return nodes_.nodes.size() > kMaxNodes || nodes_.properties.size() > kMaxMembers ||
           nodes_.children.size() > kMaxMembers || work_ == 0 || matching_steps_ == 0;
  }

  void spend(std::size_t work) { work_ -= static_cast<std::uint32_t>(std::min<std::size_t>(work_, work)); }

  // --- nodes and their conjunctions

  NodeId add_node(SourceId place) {
    nodes_.nodes.emplace_back();
    conjunctions_.push_back({kNone, 0});
    origins_.places.push_back(place);
    return static_cast<NodeId>(nodes_.nodes.size() - 1);
  }

  NodeId node_of(SourceId source) {
    const Term term{.source = source};
    if (single_[source] == kNone) single_[source] = node_of(std::span(&term, 1));
    return single_[source];
  }

  NodeId node_of(std::span<const Term> terms) {
    const SourceId place = terms.empty() ? 0 : terms.back().source;
    spend(terms.size());
    if (!closer_.close(terms, closed_)) {
      const NodeId id = add_node(place);
      nothing(id, "the reference leads back to itself");
      return id;
    }
    if (closed_.size() == 1 && !closed_[0].any_of_done && !closed_[0].one_of_done) {
      NodeId& known = single_[closed_[0].source];
      if (known == kNone) known = add_conjunction(place);
      return known;
    }
    std::vector<std::uint32_t> key;
    for (const Term& term : closed_) key.push_back(term.key());
    const auto [found, is_new] = by_key_.try_emplace(std::move(key), kNone);
    if (is_new) found->second = add_conjunction(place);
    return found->second;
  }

  NodeId add_conjunction(SourceId place) {
    const NodeId id = add_node(place);
    conjunctions_[id] = {static_cast<std::uint32_t>(terms_.size()), static_cast<std::uint32_t>(closed_.size())};
    terms_.insert(terms_.end(), closed_.begin(), closed_.end());
    return id;
  }

  NodeKind nothing(NodeId id, std::string reason) {
    origins_.reasons.emplace_back(id, std::move(reason));
    return NothingNode{};
  }

  // --- one node

  void build(NodeId id) {
    const Range range = conjunctions_[id];
    now_.assign(terms_.begin() + range.first, terms_.begin() + range.first + range.count);
    schemas_.clear();
    unsigned types = any_type;
    std::uint32_t keywords = 0;
    for (const Term& term : now_) {
      schemas_.push_back(&sources_.schemas[term.source]);
      types &= schemas_.back()->types;
      keywords |= schemas_.back()->keywords;
    }
    NodeKind kind = kind_of(id, types, keywords);
    nodes_.nodes[id].kind = std::move(kind);
  }

  NodeKind kind_of(NodeId id, unsigned types, std::uint32_t keywords) {
    for (const Source* schema : schemas_) {
      if (schema->is_false) return nothing(id, "the schema is false, which allows no value");
    }
    if (types == 0) return nothing(id, "no type is allowed by all of the schemas");
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (schemas_[i]->any_of.count > 0 && !now_[i].any_of_done) return choice(id, i, schemas_[i]->any_of, false);
      if (schemas_[i]->one_of.count > 0 && !now_[i].one_of_done) return choice(id, i, schemas_[i]->one_of, true);
    }
    if ((keywords & (bit(Keyword::enum_) | bit(Keyword::const_))) != 0) {
      std::string reason;
      NodeKind kind = literal_node(sources_, now_, nodes_, matching_steps_, reason);
      return reason.empty() ? kind : nothing(id, std::move(reason));
    }
    if ((keywords & bit(Keyword::type)) == 0) {
      types = (keywords & kAboutObjects) != 0   ? object_type
              : (keywords & kAboutArrays) != 0  ? array_type
              : (keywords & kAboutNumbers) != 0 ? number_type
                                                : string_type;
    }
    return typed(id, types);
  }

  NodeKind typed(NodeId id, unsigned types) {
    if (types == number_type || types == fraction_type) return single_type(id, number_type);
    if ((types & (types - 1)) == 0) return single_type(id, types);
    std::vector<NodeId> alternatives;
    for (const unsigned type : {string_type, object_type, array_type, number_type, boolean_type, null_type}) {
      const unsigned common = types & type;
      if (common == 0) continue;
      const NodeId alternative = add_node(origins_.places[id]);
      NodeKind kind = single_type(alternative, common);
      nodes_.nodes[alternative].kind = std::move(kind);
      alternatives.push_back(alternative);
    }
    return ChoiceNode{add_children(alternatives), {}};
  }

  NodeKind single_type(NodeId id, unsigned type) {
    std::string reason;
    NodeKind kind;
    switch (type) {
      case null_type:
        return NullNode{};
      case boolean_type:
        return BooleanNode{};
      case object_type:
        return object(id);
      case array_type:
        return array(id);
      case string_type:
        kind = string_node(sources_, schemas_, nodes_, reason);
        if (const auto* text = std::get_if<StringNode>(&kind)) nodes_.nodes[id].is_checked = text->checks.count > 0;
        break;
      case integer_type:
        kind = integer_node(schemas_, reason);
        break;
      default:
        kind = number_node(schemas_, reason);
    }
    return reason.empty() ? kind : nothing(id, std::move(reason));
  }

  Range add_children(const std::vector<NodeId>& children) {
    const auto first = static_cast<std::uint32_t>(nodes_.children.size());
    nodes_.children.insert(nodes_.children.end(), children.begin(), children.end());
    return {first, static_cast<std::uint32_t>(children.size())};
  }

  // --- anyOf and oneOf: the rest of the conjunction with each branch in turn

  NodeKind choice(NodeId id, std::size_t term, Range branches, bool is_one_of) {
    std::vector<Term> together = now_;
    (is_one_of ? together[term].one_of_done : together[term].any_of_done) = true;
    std::vector<NodeId> alternatives;
    for (std::uint32_t i = 0; i < branches.count && !too_much(); ++i) {
      together.push_back({.source = sources_.children[branches.first + i]});
      alternatives.push_back(node_of(together));
      together.pop_back();
    }
    ChoiceNode node{add_children(alternatives), {}};
    if (is_one_of && !are_all_disjoint(branches)) {
      const auto* begin = sources_.children.data() + branches.first;
      node.exclusive = {static_cast<std::uint32_t>(nodes_.exclusive.size()), branches.count};
      nodes_.exclusive.insert(nodes_.exclusive.end(), begin, begin + branches.count);
      nodes_.nodes[id].is_checked = true;
    }
    return node;
  }

  bool are_all_disjoint(Range branches) {
    const auto* begin = sources_.children.data() + branches.first;
    if (branches.count > 64) return false;
    spend(std::size_t{branches.count} * branches.count);
    for (std::uint32_t i = 0; i < branches.count; ++i) {
      for (std::uint32_t j = 0; j < i; ++j) {
        if (!are_disjoint(sources_, begin[i], begin[j])) return false;
      }
    }
    return true;
  }

  // --- objects

  NodeKind object(NodeId id) {
    ObjectNode node;
    std::vector<Member> members = schemas_.size() == 1 ? members_of_one() : members_of_several();
    for (const Source* schema : schemas_) node.count = intersection(node.count, schema->property_count);
    node.properties = {static_cast<std::uint32_t>(nodes_.properties.size()),
                       static_cast<std::uint32_t>(members.size())};
    for (const Member& member : members) {
      const auto begin = static_cast<std::uint32_t>(nodes_.text.size());
      append_string(nodes_.text, member.name);
      nodes_.text += ':';
      const auto size = static_cast<std::uint32_t>(nodes_.text.size()) - begin;
      nodes_.properties.push_back({member.node, {begin, size}, member.required});
      node.required += member.required ? 1 : 0;
    }
    if (node.count.min > node.count.max) return nothing(id, "'minProperties' is greater than 'maxProperties'");
    if (node.required > node.count.max) return nothing(id, "'maxProperties' is less than what 'required' names");
    if (node.count.min > kMaxItems) return nothing(id, "'minProperties' is greater than " + std::to_string(kMaxItems));
    if (node.count.min > node.required) {
      std::vector<Term> terms;
      for (const Source* schema : schemas_) add_term(schema->additional, terms);
      node.additional = node_of(terms);
      std::string prefix = "extra_";
      while (
          std::any_of(members.begin(), members.end(), [&](const auto& one) { return one.name.starts_with(prefix); })) {
        prefix += '_';
      }
      node.additional_prefix = nodes_.add_text(prefix);
    }
    return node;
  }

  static void add_term(SourceId source, std::vector<Term>& terms) {
    if (source != kNone) terms.push_back({.source = source});
  }

  // In the order of `properties`, and then what is only required.
  std::vector<Member> members_of_one() {
    const Source& schema = *schemas_[0];
    const std::string_view* names = sources_.names.data() + schema.required.first;
    std::vector<Member> members;
    members.reserve(schema.properties.count);
    // Most often both lists have the same order.
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < schema.properties.count; ++i) {
      const PropertySource& property = sources_.properties[schema.properties.first + i];
      const bool required = next < schema.required.count && names[next] == property.name;
      next += required ? 1 : 0;
      members.push_back({property.name, node_of(property.schema), required});
    }
    if (next == schema.required.count) return members;
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < members.size(); ++i) index.emplace(members[i].name, i);
    for (std::uint32_t i = 0; i < schema.required.count; ++i) {
      const auto [found, is_new] = index.emplace(names[i], members.size());
      if (is_new) {
        std::vector<Term> terms;
        add_term(schema.additional, terms);
        members.push_back({names[i], node_of(terms), true});
      }
      members[found->second].required = true;
    }
    return members;
  }

  std::vector<Member> members_of_several() {
    std::vector<Member> members;
    std::unordered_map<std::string_view, std::size_t> index;
    const auto member = [&](std::string_view name) -> std::size_t {
      const auto [found, is_new] = index.emplace(name, members.size());
      if (is_new) members.push_back({name, kNone, false});
      return found->second;
    };
    const auto properties = [&](const Source* schema) {
      const auto* begin = sources_.properties.data() + schema->properties.first;
      return std::pair{begin, begin + schema->properties.count};
    };
    for (const Source* schema : schemas_) {
      for (auto [one, end] = properties(schema); one != end; ++one) member(one->name);
    }
    for (const Source* schema : schemas_) {
      const auto* names = sources_.names.data() + schema->required.first;
      for (std::uint32_t i = 0; i < schema->required.count; ++i) members[member(names[i])].required = true;
    }
    spend(members.size() * schemas_.size());
    std::vector<std::vector<Term>> terms(members.size());
    std::vector<const Source*> declared_by(members.size());
    for (const Source* schema : schemas_) {
      for (auto [one, end] = properties(schema); one != end; ++one) {
        const std::size_t i = member(one->name);
        declared_by[i] = schema;
        add_term(one->schema, terms[i]);
      }
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (declared_by[i] != schema) add_term(schema->additional, terms[i]);
      }
    }
    for (std::size_t i = 0; i < members.size(); ++i) members[i].node = node_of(terms[i]);
    return members;
  }

  // --- arrays

  NodeKind array(NodeId id) {
    ArrayNode node;
    std::uint32_t prefix = 0;
    std::vector<Term> rest;
    for (const Source* schema : schemas_) {
      node.count = intersection(node.count, schema->item_count);
      node.unique |= schema->unique_items;
      prefix = std::max(prefix, schema->prefix_items.count);
      add_term(schema->items, rest);
    }
    if (node.count.min > node.count.max) return nothing(id, "'minItems' is greater than 'maxItems'");
    if (node.count.min > kMaxItems) return nothing(id, "'minItems' is greater than " + std::to_string(kMaxItems));
    if (node.unique && node.count.min > kMaxUniqueItems) {
      return nothing(id,
                     "'uniqueItems' with 'minItems' above " + std::to_string(kMaxUniqueItems) + " is not supported");
    }
    node.open = !rest.empty() || prefix == 0;
    std::vector<NodeId> children;
    for (std::uint32_t i = 0; i < prefix; ++i) {
      std::vector<Term> terms;
      for (const Source* schema : schemas_) {
        add_term(i < schema->prefix_items.count ? sources_.children[schema->prefix_items.first + i] : schema->items,
                 terms);
      }
      children.push_back(node_of(terms));
    }
    node.prefix = add_children(children);
    node.items = node_of(rest);
    nodes_.nodes[id].is_checked = node.unique && node.count.min > 1;
    return node;
  }

  const Sources& sources_;
  NodeOrigins& origins_;
  ConjunctionCloser closer_;
  Nodes nodes_;
  std::vector<Term> terms_;          // of all nodes
  std::vector<Range> conjunctions_;  // by node: its terms; kNone when it was built at once
  std::vector<NodeId> single_;       // by source: the node of it alone
  std::map<std::vector<std::uint32_t>, NodeId> by_key_;
  std::vector<Term> closed_;
  std::vector<Term> now_;  // of the node that is being built
  std::vector<const Source*> schemas_;
  std::uint32_t work_ = kMaxWork;
  std::uint32_t matching_steps_ = kMaxMatchingSteps;
};

}  // namespace

Result<Nodes> compile_nodes(const Sources& sources, NodeOrigins& origins) {
  return Compiler(sources, origins).compile();
}

}  // namespace oaisim::schema
