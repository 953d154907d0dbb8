#include "simulator/generation/json_schema/pattern.h"

#include <algorithm>
#include <utility>

#include "simulator/generation/json_schema/pattern_expression.h"

namespace oaisim {
namespace pattern {

// Positions are the expression's character classes, each repetition with its own.
struct Automaton {
  struct Position {
    std::uint32_t set;
    std::uint32_t follow_begin;  // in `follow`
    std::uint32_t follow_end;
  };

  std::vector<Position> positions;
  std::vector<std::uint32_t> follow;
  std::vector<CharSet> sets;    // what matches
  std::vector<CharSet> likely;  // what is written: a readable part of it
  std::vector<std::uint32_t> starts;
  std::vector<bool> ends;
};

}  // namespace pattern

namespace {

using pattern::Automaton;
using pattern::CharSet;
using pattern::Expression;
using pattern::kBegin;
using pattern::kEnd;
using pattern::Piece;

constexpr std::size_t kMaxPositions = 500;
constexpr std::size_t kMaxEdges = 50'000;
constexpr std::size_t kMaxSteps = 2'000'000;
constexpr std::uint32_t kVariety = 8;  // how many lengths beyond the shortest are written

// A part of an expression: where it may begin and end, and whether it may be left out.
struct Fragment {
  bool nullable = true;
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> last;
};

void append(std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

class Builder {
 public:
  explicit Builder(const Expression& expression) : expression_(expression) {}

  // With `padded`, any text may stand before and after.  Null when the automaton would be too large.
  std::shared_ptr<const Automaton> build(bool padded) {
    const auto any = static_cast<std::uint32_t>(expression_.sets.size());
    sets_ = expression_.sets;
    sets_.push_back({{0, pattern::kLastCodePoint}});
    sets_.push_back({{kBegin, kBegin}});
    sets_.push_back({{kEnd, kEnd}});
    Fragment before = position(any + 1);
    Fragment after = position(any + 2);
    if (padded) {
      before = join(std::move(before), star(position(any)));
      after = join(star(position(any)), std::move(after));
    }
    before.nullable = after.nullable = true;  // where the expression has its own anchors
    Fragment whole = join(join(std::move(before), fragment(expression_.root)), std::move(after));
    if (too_large()) return nullptr;
    return finish(whole);
  }

 private:
  bool too_large() const { return follow_.size() > kMaxPositions || edges_ > kMaxEdges; }

  Fragment position(std::uint32_t set) {
    const auto index = static_cast<std::uint32_t>(follow_.size());
    follow_.emplace_back();
    set_of_.push_back(set);
    return {false, {index}, {index}};
  }

  Fragment fragment(std::uint32_t index) {
    const Piece& piece = expression_.pieces[index];
    switch (piece.kind) {
      case Piece::Kind::set:
        return position(piece.set);
      case Piece::Kind::repeat:
        return repeat(piece);
      case Piece::Kind::alternatives:
        return alternatives(piece);
      case Piece::Kind::sequence:
        break;
    }
    Fragment whole;
    for (const std::uint32_t child : piece.children) {
      if (too_large()) break;
      whole = join(std::move(whole), fragment(child));
    }
    return whole;
  }

  Fragment alternatives(const Piece& piece) {
    Fragment whole{false, {}, {}};
    for (const std::uint32_t child : piece.children) {
      if (too_large()) break;
      const Fragment one = fragment(child);
      whole.nullable |= one.nullable;
      append(whole.first, one.first);
      append(whole.last, one.last);
    }
    return whole;
  }

  // x{2,4} is xx(x(x)?)?, built from its end.
  Fragment repeat(const Piece& piece) {
    const std::uint32_t child = piece.children[0];
    Fragment tail;
    if (piece.max == Piece::kUnbounded) {
      tail = star(fragment(child));
    } else {
      for (std::uint32_t i = piece.min; i < piece.max && !too_large(); ++i) {
        tail = join(fragment(child), std::move(tail));
        tail.nullable = true;
      }
    }
    for (std::uint32_t i = 0; i < piece.min && !too_large(); ++i) tail = join(fragment(child), std::move(tail));
    return tail;
  }

  Fragment star(Fragment one) {
    connect(one.last, one.first);
    one.nullable = true;
    return one;
  }

  Fragment join(Fragment a, Fragment b) {
    connect(a.last, b.first);
    if (a.nullable) append(a.first, b.first);
    if (b.nullable) append(b.last, a.last);
    return {a.nullable && b.nullable, std::move(a.first), std::move(b.last)};
  }

  void connect(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) {
    edges_ += from.size() * to.size();
    if (too_large()) return;
    for (const std::uint32_t position : from) append(follow_[position], to);
  }

  std::shared_ptr<const Automaton> finish(const Fragment& whole) {
    auto automaton = std::make_shared<Automaton>();
    automaton->positions.reserve(follow_.size());
    for (std::size_t i = 0; i < follow_.size(); ++i) {
      auto& targets = follow_[i];
      if (is(i, kEnd)) targets.clear();
      std::erase_if(targets, [&](std::uint32_t to) { return is(to, kBegin); });
      std::sort(targets.begin(), targets.end());
      targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
      const auto begin = static_cast<std::uint32_t>(automaton->follow.size());
      append(automaton->follow, targets);
      automaton->positions.push_back({set_of_[i], begin, static_cast<std::uint32_t>(automaton->follow.size())});
    }
    automaton->ends.assign(follow_.size(), false);
    for (const std::uint32_t i : whole.last) automaton->ends[i] = is(i, kEnd);
    for (const std::uint32_t i : whole.first) {
      if (is(i, kBegin)) automaton->starts.push_back(i);
    }
    for (const CharSet& set : sets_) automaton->likely.push_back(likely(set));
    automaton->sets = std::move(sets_);
    return automaton;
  }

  bool is(std::size_t position, char32_t symbol) const {
    const CharSet& set = sets_[set_of_[position]];
    return !set.empty() && set[0].first == symbol;
  }

  // Of large classes the small letters, of others what is printable, of the rest whatever UTF-8 can hold.
  static CharSet likely(const CharSet& set) {
    static const CharSet letters{{'a', 'z'}};
    static const CharSet printable{{0x20, 0x7e}};
    static const CharSet scalars{{0, 0xd7ff}, {0xe000, pattern::kLastCodePoint}};
    std::size_t size = 0;
    for (const auto& range : set) size += range.last - range.first + 1;
    CharSet some = intersection(set, letters);
    if (size > 128 && some.size() == 1 && some[0].first == 'a' && some[0].last == 'z') return some;
    some = intersection(set, printable);
    return some.empty() ? intersection(set, scalars) : some;
  }

  const Expression& expression_;
  std::vector<std::vector<std::uint32_t>> follow_;
  std::vector<std::uint32_t> set_of_;
  std::vector<CharSet> sets_;
  std::size_t edges_ = 0;
};

bool contains(const CharSet& set, char32_t c) {
  return std::any_of(set.begin(), set.end(), [c](const auto& range) { return c >= range.first && c <= range.last; });
}

bool is_symbol(const CharSet& set) { return !set.empty() && set[0].first > pattern::kLastCodePoint; }

char32_t pick(const CharSet& set, Random& random) {
  std::uint64_t size = 0;
  for (const auto& range : set) size += range.last - range.first + 1;
  std::uint64_t index = random.below(size);
  for (const auto& range : set) {
    const std::uint64_t here = range.last - range.first + 1;
    if (index < here) return range.first + static_cast<char32_t>(index);
    index -= here;
  }
  return set[0].first;
}

}  // namespace

Result<Pattern> Pattern::parse(std::string_view expression) {
  auto parsed = pattern::parse_expression(expression);
  if (!parsed) return parsed.error();
  Pattern result;
  result.anywhere_ = Builder(*parsed).build(true);
  if (!result.anywhere_) return invalid("is too complicated");
  result.expression_ = std::make_shared<const Expression>(*std::move(parsed));
  return result;
}

bool Pattern::matches(std::string_view text) const {
  const Automaton& automaton = *anywhere_;
  if (automaton.follow.size() * text.size() > 10 * kMaxSteps) return false;
  std::vector<std::uint32_t> active = automaton.starts;
  std::vector<bool> is_next(automaton.positions.size());
  const auto step = [&](char32_t c) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t from : active) {
      const auto& position = automaton.positions[from];
      for (std::uint32_t i = position.follow_begin; i < position.follow_end; ++i) {
        const std::uint32_t to = automaton.follow[i];
        if (is_next[to] || !contains(automaton.sets[automaton.positions[to].set], c)) continue;
        is_next[to] = true;
        next.push_back(to);
      }
    }
    for (const std::uint32_t to : next) is_next[to] = false;
    active = std::move(next);
  };
  for (std::size_t at = 0; at < text.size() && !active.empty();) step(pattern::next_code_point(text, at));
  step(kEnd);
  return std::any_of(active.begin(), active.end(), [&](std::uint32_t i) { return automaton.ends[i]; });
}

Result<PatternWriter> PatternWriter::make(const Pattern& pattern, std::uint32_t min, std::uint32_t max) {
  PatternWriter writer;
  // Text around the match only where the bounds ask for more than the expression itself has.
  writer.automaton_ = Builder(*pattern.expression_).build(false);
  if (writer.find_lengths(min, max)) return writer;
  writer.automaton_ = pattern.anywhere_;
  if (writer.find_lengths(min, max)) return writer;
  return invalid("cannot be met within the bounds of its length");
}

// Row by row: from which positions the text can end after 0, 1, 2 ... further symbols.  The begin and end symbols
// count, so that a text of n characters takes n + 1 steps from its begin.
bool PatternWriter::find_lengths(std::uint32_t min, std::uint32_t max) {
  const Automaton& automaton = *automaton_;
  const std::size_t size = automaton.positions.size();
  completes_ = automaton.ends;
  lengths_.clear();
  // A longer way than min + size goes through a position twice after its first `min` steps, and so has a shorter one.
  std::uint64_t last = std::min<std::uint64_t>(max, std::uint64_t{min} + size);
  for (std::uint64_t length = 0; length <= last; ++length) {
    const std::size_t before = completes_.size() - size;
    if (completes_.size() * (1 + automaton.follow.size() / size) > kMaxSteps) return !lengths_.empty();
    completes_.resize(completes_.size() + size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto& position = automaton.positions[i];
      if (automaton.likely[position.set].empty() && !is_symbol(automaton.sets[position.set])) continue;
      for (std::uint32_t edge = position.follow_begin; edge < position.follow_end; ++edge) {
        const std::uint32_t to = automaton.follow[edge];
        if (completes_[before + to]) completes_[before + size + i] = true;
      }
    }
    const std::size_t row = completes_.size() / size - 1;
    const bool possible = std::any_of(automaton.starts.begin(), automaton.starts.end(),
                                      [&](std::uint32_t start) { return completes(row, start); });
    if (!possible || length < min) continue;
    if (lengths_.empty()) last = std::min<std::uint64_t>(max, length + kVariety);
    lengths_.push_back(static_cast<std::uint32_t>(length));
  }
  return !lengths_.empty();
}

bool PatternWriter::completes(std::size_t steps, std::uint32_t position) const {
  return completes_[steps * automaton_->positions.size() + position];
}

void PatternWriter::write(Random& random, std::string& out) const {
  const Automaton& automaton = *automaton_;
  std::size_t steps = lengths_[random.below(lengths_.size())] + std::size_t{1};
  const auto choose = [&](const std::uint32_t* begin, const std::uint32_t* end) {
    const auto fits = [&](std::uint32_t i) { return completes(steps, i); };
    auto left = random.below(static_cast<std::uint64_t>(std::count_if(begin, end, fits)));
    for (;; ++begin) {
      if (fits(*begin) && left-- == 0) return *begin;
    }
  };
  std::uint32_t at = choose(automaton.starts.data(), automaton.starts.data() + automaton.starts.size());
  while (--steps > 0) {
    const auto& position = automaton.positions[at];
    at = choose(automaton.follow.data() + position.follow_begin, automaton.follow.data() + position.follow_end);
    pattern::append_code_point(out, pick(automaton.likely[automaton.positions[at].set], random));
  }
}

}  // namespace oaisim
