// Regular expressions that are written, not only matched: a random text that an ECMA-262 expression matches and whose
// length lies within bounds.
//
// An expression becomes its position automaton (Glushkov, "The abstract theory of automata", 1961): one state per
// character class, no empty transitions, so that every step is one character and lengths can be counted exactly.
// Matching takes time linear in the text: nothing backtracks.
//
// Supported: literals, `.`, classes, \d \w \s and their negations, \n \r \t \f \v \0 \xXX \uXXXX \u{X}, groups, |,
// * + ? {n} {n,} {n,m} (lazy ones too), ^ and $.  Refused: look-around, back-references, \b, \p, inline flags.
//
// Thread safety: immutable values.  Units: lengths are Unicode code points, texts are UTF-8.
// Source: ECMA-262, 22.2 "RegExp (Regular Expression) Objects"; JSON Schema 2020-12, 6.3.3 "pattern".
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"
#include "common/base/result.h"

namespace oaisim {

namespace pattern {
struct Expression;
struct Automaton;
}  // namespace pattern

class Pattern {
 public:
  // Error: invalid_argument, a phrase such as "look-ahead is not supported" that follows the expression's name.
  static Result<Pattern> parse(std::string_view expression);

  // Whether some part of `text` matches, as JSON Schema's `pattern` asks.
  bool matches(std::string_view text) const;

 private:
  friend class PatternWriter;

  std::shared_ptr<const pattern::Expression> expression_;
  std::shared_ptr<const pattern::Automaton> anywhere_;  // with any text before and after
};

class PatternWriter {
 public:
  static constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

  // Texts of `min` to `max` characters, kUnbounded for no bound.  They are near the shortest possible length.
  // Error: invalid_argument when there is none, or when finding one would take too long.
  static Result<PatternWriter> make(const Pattern& pattern, std::uint32_t min, std::uint32_t max);

  // Appends one text, without JSON's escapes.
  void write(Random& random, std::string& out) const;

  std::uint32_t longest() const { return lengths_.back(); }

 private:
  bool find_lengths(std::uint32_t min, std::uint32_t max);
  bool completes(std::size_t steps, std::uint32_t position) const;

  std::shared_ptr<const pattern::Automaton> automaton_;
  std::vector<std::uint32_t> lengths_;  // that can be written, ascending, never empty
  std::vector<bool> completes_;         // [steps][position]: the text can end exactly `steps` symbols later
};

}  // namespace oaisim
