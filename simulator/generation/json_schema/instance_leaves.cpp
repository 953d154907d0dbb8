#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/text/json_writer.h"
#include "simulator/generation/json_schema/instance_writer.h"
#include "simulator/generation/json_schema/schema_leaves.h"
#include "simulator/generation/lorem_words.h"

namespace oaisim::schema {
namespace {

constexpr int kMultipleTries = 8;
constexpr std::uint64_t kMaxWords = 4;

}  // namespace

bool InstanceWriter::value(NodeId, const NullNode&) {
  out_ += "null";
  return true;
}

bool InstanceWriter::value(NodeId, const BooleanNode&) {
  out_ += random_.below(2) == 0 ? "false" : "true";
  return true;
}

bool InstanceWriter::value(NodeId, const LiteralNode& literal) {
  const std::uint64_t index = is_tight() ? literal.shortest : random_.below(literal.texts.count);
  out_ += nodes_.text_of(nodes_.texts[literal.texts.first + index]);
  return true;
}

bool InstanceWriter::value(NodeId, const IntegerNode& integer) {
  const std::uint64_t index = is_tight() ? 0 : random_.below(integer.usual);
  char digits[24];
  const std::int64_t number = integer.base + integer.step * static_cast<std::int64_t>(index);
  out_.append(digits, std::to_chars(digits, digits + sizeof(digits), number).ptr);
  return true;
}

bool InstanceWriter::value(NodeId, const NumberNode& node) {
  const double value = node.step == 0 ? number(node) : stepped(node);
  char digits[40];
  out_.append(digits, std::to_chars(digits, digits + sizeof(digits), value == 0 ? 0 : value).ptr);
  return true;
}

// Two decimals where they are within the bounds.
double InstanceWriter::number(const NumberNode& node) {
  const double any = std::clamp(node.low + random_.uniform() * (node.high - node.low), node.low, node.high);
  const double rounded = std::round(any * 100) / 100;
  return rounded >= node.low && rounded <= node.high ? rounded : any;
}

double InstanceWriter::stepped(const NumberNode& node) {
  const auto span = static_cast<std::uint64_t>(node.last - node.first) + 1;
  for (int i = 0; i < kMultipleTries; ++i) {
    const auto value = exact_multiple(node.step, node.first + static_cast<std::int64_t>(random_.below(span)));
    if (value && *value >= node.low && *value <= node.high) return *value;
  }
  return exact_multiple(node.step, node.fallback).value_or(0);
}

bool InstanceWriter::value(NodeId, const StringNode& string) {
  if (string.writer != kNone) {
    scratch_.clear();
    nodes_.writers[string.writer].write(random_, scratch_);
    append_string(out_, scratch_);
    const Pattern* checks = nodes_.checks.data() + string.checks.first;
    return std::all_of(checks, checks + string.checks.count, [&](const Pattern& one) { return one.matches(scratch_); });
  }
  out_ += '"';
  if (string.format) {
    write_format(*string.format, random_, out_);
  } else {
    words(string.length);
  }
  out_ += '"';
  return true;
}

// One to four words, or as many as the least length takes; cut where they are too long.
void InstanceWriter::words(Bounds length) {
  const std::size_t begin = out_.size();
  std::uint64_t count = is_tight() ? 0 : 1 + random_.below(kMaxWords);
  while (count > 0 || out_.size() - begin < length.min) {
    if (out_.size() > begin) out_ += ' ';
    out_ += kLoremWords[random_.below(kLoremWords.size())];
    count -= count > 0 ? 1 : 0;
  }
  const std::size_t most = is_tight() ? length.min : length.max;
  if (out_.size() - begin <= most) return;
  out_.resize(begin + most);
  if (most > 0 && out_.back() == ' ') out_.back() = 'a';
}

}  // namespace oaisim::schema
