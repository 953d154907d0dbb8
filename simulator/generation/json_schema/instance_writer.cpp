#include "simulator/generation/json_schema/instance_writer.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/generation/json_schema/schema_matcher.h"
#include "simulator/generation/json_schema/schema_sizes.h"

namespace oaisim::schema {
namespace {

constexpr std::uint64_t kRoom = 256 * 1024;  // for what is not required
constexpr int kMaxRecursion = 2;
constexpr int kMaxNesting = 64;
constexpr int kTries = 8;
constexpr int kItemTries = 16;
constexpr std::uint32_t kMatchingSteps = 10'000;
constexpr std::uint64_t kVeryMany = 1'000'000'000;

}  // namespace

bool InstanceWriter::write(NodeId id) {
  owed_ = nodes_.nodes[id].size;
  return node(id, id);
}

bool InstanceWriter::node(NodeId id, NodeId from) {
  const int back = id <= from ? 1 : 0;
  recursion_ += back;
  ++nesting_;
  owed_ -= nodes_.nodes[id].size;
  const bool written = nodes_.nodes[id].is_checked ? checked(id) : kind(id);
  --nesting_;
  recursion_ -= back;
  return written;
}

bool InstanceWriter::kind(NodeId id) {
  return std::visit([&](const auto& kind) { return value(id, kind); }, nodes_.nodes[id].kind);
}

bool InstanceWriter::checked(NodeId id) {
  const Node& node = nodes_.nodes[id];
  const bool has_fallback = node.fallback.count > 0;
  const std::size_t begin = out_.size();
  const std::uint64_t owed = owed_;
  const int tries = has_fallback && (is_thrifty() || is_tight()) ? 0 : kTries;
  for (int i = 0; i < tries && tries_left_ > 0; ++i, --tries_left_) {
    if (kind(id) && passes(node, begin)) return true;
    undo_to(begin, owed);
  }
  out_ += nodes_.text_of(node.fallback);
  return has_fallback;
}

bool InstanceWriter::passes(const Node& node, std::size_t begin) {
  const auto* choice = std::get_if<ChoiceNode>(&node.kind);
  if (choice == nullptr || !nodes_.checked) return true;
  if (!parser_) parser_ = std::make_unique<simdjson::dom::parser>();
  simdjson::dom::element written;
  const std::string_view text = std::string_view(out_).substr(begin);
  if (parser_->parse(text.data(), text.size()).get(written) != simdjson::SUCCESS) return false;
  std::uint32_t steps = kMatchingSteps;
  std::uint32_t matching = 0;
  for (std::uint32_t i = 0; i < choice->exclusive.count && matching < 2; ++i) {
    const SourceId branch = nodes_.exclusive[choice->exclusive.first + i];
    matching += matches(nodes_.checked->sources, branch, written, steps) ? 1 : 0;
  }
  return matching == 1 && steps > 0;
}

bool InstanceWriter::has_room(std::uint64_t size) const { return total() + size <= kRoom; }

bool InstanceWriter::is_thrifty() const { return thrifty_ || recursion_ > kMaxRecursion || nesting_ > kMaxNesting; }

void InstanceWriter::undo_to(std::size_t size, std::uint64_t owed) {
  out_.resize(size);
  owed_ = owed;
}

bool InstanceWriter::value(NodeId id, const ChoiceNode& choice) {
  const NodeId* begin = nodes_.children.data() + choice.alternatives.first;
  const NodeId* end = begin + choice.alternatives.count;
  const auto size = [&](NodeId one) { return nodes_.nodes[one].size; };
  NodeId chosen = *std::min_element(begin, end, [&](NodeId a, NodeId b) { return size(a) < size(b); });
  if (!is_thrifty()) {
    const auto fits = [&](NodeId one) { return nodes_.nodes[one].is_possible() && has_room(size(one)); };
    auto left = static_cast<std::uint64_t>(std::count_if(begin, end, fits));
    if (left > 0) left = random_.below(left) + 1;
    for (const NodeId* one = begin; left > 0; ++one) {
      if (fits(*one) && --left == 0) chosen = *one;
    }
  }
  owed_ += size(chosen);
  return node(chosen, id);
}

// --- objects

bool InstanceWriter::value(NodeId id, const ObjectNode& object) {
  const auto properties = std::span(nodes_.properties).subspan(object.properties.first, object.properties.count);
  for (const Property& one : properties) owed_ += one.required ? key_size(one) + nodes_.nodes[one.node].size : 0;
  std::vector<bool> chosen;  // of the optional ones
  std::uint32_t count = object.required;
  if (object.required < properties.size()) {
    chosen.resize(properties.size());
    choose_properties(object, properties, chosen);
    count += static_cast<std::uint32_t>(std::count(chosen.begin(), chosen.end(), true));
  }
  out_ += '{';
  for (std::size_t i = 0; i < properties.size(); ++i) {
    if (!properties[i].required && !chosen[i]) continue;
    if (!property(properties[i], id)) return false;
  }
  if (count < object.count.min && !extra_properties(id, object, object.count.min - count)) return false;
  if (out_.back() == ',') {
    out_.back() = '}';
  } else {
    out_ += '}';
  }
  return true;
}

bool InstanceWriter::property(const Property& property, NodeId from) {
  out_ += nodes_.text_of(property.key);
  owed_ -= key_size(property);
  if (!node(property.node, from)) return false;
  out_ += ',';
  return true;
}

// In their order as long as there is room, then the smallest of the others up to minProperties.
void InstanceWriter::choose_properties(const ObjectNode& object, std::span<const Property> properties,
                                       std::vector<bool>& chosen) {
  std::uint32_t count = object.required;
  const auto size = [&](std::size_t i) {
    return std::uint64_t{key_size(properties[i])} + nodes_.nodes[properties[i].node].size;
  };
  const auto choose = [&](std::size_t i) {
    chosen[i] = true;
    owed_ += size(i);
    ++count;
  };
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    if (properties[i].required || !nodes_.nodes[properties[i].node].is_possible()) continue;
    if (count < object.count.max && !is_thrifty() && has_room(size(i))) {
      choose(i);
    } else {
      others.push_back(i);
    }
  }
  if (count >= object.count.min) return;
  std::sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) { return size(a) < size(b); });
  for (const std::size_t i : others) {
    if (count < object.count.min && size(i) <= extra_size(nodes_, object)) choose(i);
  }
}

bool InstanceWriter::extra_properties(NodeId id, const ObjectNode& object, std::uint32_t count) {
  owed_ += std::uint64_t{count} * (extra_key_size(object) + nodes_.nodes[object.additional].size);
  for (std::uint32_t i = 1; i <= count; ++i) {
    scratch_ = nodes_.text_of(object.additional_prefix);
    scratch_ += std::to_string(i);
    append_string(out_, scratch_);
    out_ += ':';
    owed_ -= extra_key_size(object);
    if (!node(object.additional, id)) return false;
    out_ += ',';
  }
  return true;
}

// --- arrays

NodeId InstanceWriter::item_node(const ArrayNode& array, std::uint32_t index) const {
  return index < array.prefix.count ? nodes_.children[array.prefix.first + index] : array.items;
}

std::uint32_t InstanceWriter::item_count(const ArrayNode& array) {
  const std::uint32_t min = array.count.min;
  if (is_thrifty()) return min;
  std::uint32_t limit = 0;  // the first item that is impossible
  while (limit < array.prefix.count && nodes_.nodes[item_node(array, limit)].is_possible()) ++limit;
  if (limit == array.prefix.count && nodes_.nodes[array.items].is_possible()) limit = kNone;
  limit = std::min(limit, array.count.max);
  const std::uint32_t low = std::max(min, std::min(limit, std::max(array.prefix.count, 1U)));
  const std::uint32_t high = array.open ? std::min(limit, low + 2) : low;
  return low + static_cast<std::uint32_t>(random_.below(high - low + 1));
}

bool InstanceWriter::value(NodeId id, const ArrayNode& array) {
  const std::uint32_t min = array.count.min;
  const std::uint32_t count = item_count(array);
  for (std::uint32_t i = 0; i < min; ++i) owed_ += nodes_.nodes[item_node(array, i)].size + 1;
  Seen seen;
  out_ += '[';
  for (std::uint32_t i = 0; i < count; ++i) {
    const NodeId item = item_node(array, i);
    const std::uint64_t size = nodes_.nodes[item].size + 1;
    if (i >= min) {
      if (!has_room(size)) break;
      owed_ += size;
    }
    --owed_;  // the comma
    const std::uint64_t owed = owed_;
    const std::size_t begin = out_.size();
    if (array.unique ? new_item(item, id, seen) : node(item, id)) {
      out_ += ',';
    } else if (array.unique && i >= min) {
      undo_to(begin, owed - nodes_.nodes[item].size);
      break;
    } else {
      return false;
    }
  }
  if (out_.back() == ',') {
    out_.back() = ']';
  } else {
    out_ += ']';
  }
  return true;
}

// An item that is not there yet: at random, then by going through the values where that is possible.
bool InstanceWriter::new_item(NodeId item, NodeId from, Seen& seen) {
  const std::size_t begin = out_.size();
  const std::uint64_t owed = owed_;
  for (int i = 0; i < kItemTries; ++i) {
    if (node(item, from) && seen.insert(out_.substr(begin)).second) return true;
    undo_to(begin, owed);
  }
  const std::uint64_t count = std::min<std::uint64_t>(value_count(item), 4 * seen.size() + 16);
  owed_ -= nodes_.nodes[item].size;
  for (std::uint64_t n = 0; n < count; ++n) {
    nth_value(item, n);
    if (seen.insert(out_.substr(begin)).second) return true;
    out_.resize(begin);
  }
  owed_ = owed;
  return false;
}

// How many values can be told apart by number; 0 for those that cannot.
std::uint64_t InstanceWriter::value_count(NodeId id, int depth) const {
  const NodeKind& kind = nodes_.nodes[id].kind;
  if (depth > 8 || !nodes_.nodes[id].is_possible() || nodes_.nodes[id].is_checked) return 0;
  if (const auto* literal = std::get_if<LiteralNode>(&kind)) return literal->texts.count;
  if (const auto* integer = std::get_if<IntegerNode>(&kind)) return std::min(integer->count, kVeryMany);
  if (std::holds_alternative<BooleanNode>(kind)) return 2;
  if (std::holds_alternative<NullNode>(kind)) return 1;
  std::uint64_t count = 0;
  if (const auto* choice = std::get_if<ChoiceNode>(&kind)) {
    for (std::uint32_t i = 0; i < choice->alternatives.count && count < kVeryMany; ++i) {
      count += value_count(nodes_.children[choice->alternatives.first + i], depth + 1);
    }
  }
  return count;
}

void InstanceWriter::nth_value(NodeId id, std::uint64_t n) {
  const NodeKind& kind = nodes_.nodes[id].kind;
  if (const auto* literal = std::get_if<LiteralNode>(&kind)) {
    out_ += nodes_.text_of(nodes_.texts[literal->texts.first + n]);
  } else if (const auto* integer = std::get_if<IntegerNode>(&kind)) {
    out_ += std::to_string(integer->base + integer->step * static_cast<std::int64_t>(n));
  } else if (std::holds_alternative<BooleanNode>(kind)) {
    out_ += n == 0 ? "false" : "true";
  } else if (const auto* choice = std::get_if<ChoiceNode>(&kind)) {
    for (std::uint32_t i = 0; i < choice->alternatives.count; ++i) {
      const NodeId one = nodes_.children[choice->alternatives.first + i];
      const std::uint64_t count = value_count(one, 1);
      if (n < count) return nth_value(one, n);
      n -= count;
    }
  } else {
    out_ += "null";
  }
}

}  // namespace oaisim::schema
