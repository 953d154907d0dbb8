#include "simulator/generation/json_schema/schema_leaves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace oaisim::schema {
namespace {

__extension__ using Wide = __int128;

constexpr std::uint32_t kMaxLength = 100'000;
constexpr std::int64_t kFew = 100;             // values beyond the first, where there is no other bound
constexpr std::int64_t kMany = 1'000'000;      // values that two bounds may span and all be used
constexpr double kExact = 9007199254740992.0;  // 2^53: integers beyond it are not exact
constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();

NodeKind nothing(std::string& reason, std::string why) {
  reason = std::move(why);
  return NothingNode{};
}

bool is_whole(double number) { return number == std::floor(number) && std::abs(number) <= kExact; }

// What is a multiple of both; 0 where that cannot be told.
double common_multiple(double a, double b) {
  if (a == 0 || b == 0) return a + b;
  if (std::fmod(a, b) == 0) return a;
  if (std::fmod(b, a) == 0) return b;
  if (!is_whole(a) || !is_whole(b)) return 0;
  const double product =
      a / static_cast<double>(std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b))) * b;
  return is_whole(product) ? product : 0;
}

struct Merged {
  Numbers numbers;
  bool ok = true;
};

Merged merged(std::span<const Source* const> schemas) {
  Merged all;
  for (const Source* schema : schemas) {
    const Numbers& one = schema->numbers;
    all.numbers.low = std::max(all.numbers.low, one.low);
    all.numbers.high = std::min(all.numbers.high, one.high);
    all.numbers.low_integer = std::max(all.numbers.low_integer, one.low_integer);
    all.numbers.high_integer = std::min(all.numbers.high_integer, one.high_integer);
    const bool any = all.numbers.multiple_of != 0 || one.multiple_of != 0;
    all.numbers.multiple_of = common_multiple(all.numbers.multiple_of, one.multiple_of);
    all.ok = all.ok && any == (all.numbers.multiple_of != 0);
  }
  return all;
}

// The smallest integer that is a multiple of `step`; 0 for none that is reasonable.
std::int64_t whole_step(double step) {
  if (step == 0) return 1;
  for (int times = 1; times <= 10'000; ++times) {
    if (is_whole(step * times)) return static_cast<std::int64_t>(step * times);
  }
  return 0;
}

std::int64_t floor_division(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Steps from `first` to `last`; two bounds that span much are used from 0, or from the one next to it.
struct Steps {
  std::int64_t first;
  std::int64_t last;
};

Steps few_of(std::int64_t first, std::int64_t last, bool has_low, bool has_high) {
  if (has_low && has_high && static_cast<Wide>(last) - first <= kMany) return {first, last};
  if (first <= 0 && last >= 0) return {0, std::min(last, kFew)};
  if (first > 0) return {first, static_cast<Wide>(first) + kFew < last ? first + kFew : last};
  return {static_cast<Wide>(last) - kFew > first ? last - kFew : first, last};
}

NodeKind stepped_number(const Numbers& numbers, std::string& reason) {
  const double step = numbers.multiple_of;
  const double low = std::max(std::ceil(numbers.low / step), -kExact);
  const double high = std::min(std::floor(numbers.high / step), kExact);
  if (!(low <= high)) return nothing(reason, "no multiple of 'multipleOf' lies between the minimum and the maximum");
  const Steps steps = few_of(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high),
                             std::isfinite(numbers.low), std::isfinite(numbers.high));
  NumberNode node{numbers.low, numbers.high, step, steps.first, steps.last, 0};
  for (node.fallback = steps.first; node.fallback <= steps.last && node.fallback < steps.first + 1000;
       ++node.fallback) {
    const auto value = exact_multiple(step, node.fallback);
    if (value && *value >= numbers.low && *value <= numbers.high) return node;
  }
  return nothing(reason, "no multiple of 'multipleOf' lies between the minimum and the maximum");
}

}  // namespace

Bounds intersection(Bounds a, Bounds b) { return {std::max(a.min, b.min), std::min(a.max, b.max)}; }

std::optional<double> exact_multiple(double step, std::int64_t k) {
  const double value = step * static_cast<double>(k);
  if (!(std::abs(value) <= kExact) || value / step != static_cast<double>(k)) return std::nullopt;
  return value;
}

NodeKind string_node(const Sources& sources, std::span<const Source* const> schemas, Nodes& nodes,
                     std::string& reason) {
  StringNode node;
  node.checks.first = static_cast<std::uint32_t>(nodes.checks.size());
  const Pattern* pattern = nullptr;
  for (const Source* schema : schemas) {
    node.length = intersection(node.length, schema->length);
    if (!node.format && !schema->format.empty()) node.format = string_format(schema->format);
    if (schema->pattern == kNone) continue;
    if (pattern == nullptr) {
      pattern = &sources.patterns[schema->pattern];
    } else {
      nodes.checks.push_back(sources.patterns[schema->pattern]);
      ++node.checks.count;
    }
  }
  if (node.length.min > node.length.max) return nothing(reason, "'minLength' is greater than 'maxLength'");
  if (node.length.min > kMaxLength) return nothing(reason, "'minLength' is greater than " + std::to_string(kMaxLength));
  if (pattern != nullptr) {
    auto writer = PatternWriter::make(*pattern, node.length.min, node.length.max);
    if (!writer) return nothing(reason, "'pattern' " + writer.error().message);
    node.writer = static_cast<std::uint32_t>(nodes.writers.size());
    nodes.writers.push_back(*std::move(writer));
  } else if (node.format) {
    const FormatSizes sizes = format_sizes(*node.format);
    if (sizes.shortest < node.length.min || sizes.longest > node.length.max) {
      return nothing(reason, "values of 'format' have " + std::to_string(sizes.shortest) + " to " +
                                 std::to_string(sizes.longest) +
                                 " characters here, which 'minLength' and 'maxLength' do not allow");
    }
  }
  return node;
}

NodeKind integer_node(std::span<const Source* const> schemas, std::string& reason) {
  const auto [numbers, ok] = merged(schemas);
  const std::int64_t step = ok ? whole_step(numbers.multiple_of) : 0;
  if (step == 0) return nothing(reason, "the multiples of 'multipleOf' cannot be found");
  if ((numbers.low >= kTwoTo63 && numbers.low_integer == kHighest) || numbers.high < -kTwoTo63) {
    return nothing(reason, "integers of more than 64 bits are not supported");
  }
  const std::int64_t low = numbers.low_integer;
  const std::int64_t high = numbers.high_integer;
  // Multiples are counted from 0; neither end is computed beyond 64 bits.
  const std::int64_t first = -floor_division(low == kLowest ? kHighest : -low, step);
  const std::int64_t last = floor_division(high, step);
  if (low > high || first > last) return nothing(reason, "no integer lies between the minimum and the maximum");
  const auto [from, to] = few_of(first, last, low != kLowest, high != kHighest);
  const auto distance = [](std::int64_t a, std::int64_t b) {
    return static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
  };
  const std::uint64_t usual = distance(from, to) + 1;
  // Further values, should these not be enough, lie where there are more.
  const std::uint64_t above = distance(from, last);
  const std::uint64_t below = distance(first, to);
  if (above >= below) return IntegerNode{from * step, step, above + 1, usual};
  return IntegerNode{to * step, -step, below + 1, usual};
}

NodeKind number_node(std::span<const Source* const> schemas, std::string& reason) {
  const auto [numbers, ok] = merged(schemas);
  if (!ok) return nothing(reason, "the multiples of 'multipleOf' cannot be found");
  if (numbers.low > numbers.high) return nothing(reason, "no number lies between the minimum and the maximum");
  const auto is_inexact = [](double bound) { return std::isfinite(bound) && std::abs(bound) > kExact; };
  if ((is_inexact(numbers.low) || is_inexact(numbers.high)) && numbers.multiple_of == 0) {
    std::string unused;
    NodeKind integer = integer_node(schemas, unused);
    if (!std::holds_alternative<NothingNode>(integer)) return integer;
  }
  if (numbers.multiple_of != 0) return stepped_number(numbers, reason);
  NumberNode node{numbers.low, numbers.high};
  const double few = static_cast<double>(kFew);
  if (std::isfinite(node.low) && std::isfinite(node.high) && node.high - node.low <= 1000) return node;
  if (node.low <= 0 && node.high > 0) {
    node.low = 0;
    node.high = std::min(node.high, few);
  } else if (node.low > 0) {
    node.high = std::min(node.high, node.low + few);
  } else {
    node.low = std::max(node.low, node.high - few);
  }
  return node;
}

}  // namespace oaisim::schema
