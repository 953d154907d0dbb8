// Which schemas hold together at one place: their references and `allOf` followed, each once.
//
// Thread safety: none; a compilation has one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "simulator/generation/json_schema/schema_source.h"

namespace oaisim::schema {

// A schema in a conjunction, and whether a branch of its anyOf or oneOf is already there beside it.
struct Term {
  SourceId source = 0;
  bool any_of_done = false;
  bool one_of_done = false;

  std::uint32_t key() const { return source * 4 + (any_of_done ? 2U : 0U) + (one_of_done ? 1U : 0U); }
  friend bool operator<(const Term& a, const Term& b) { return a.key() < b.key(); }
};

class ConjunctionCloser {
 public:
  explicit ConjunctionCloser(const Sources& sources) : sources_(sources), seen_(sources.schemas.size(), 0) {}

  // The terms that say something, each once, in order.  False when a reference leads back to itself.
  bool close(std::span<const Term> terms, std::vector<Term>& closed);

 private:
  bool add(Term term, int depth, std::vector<Term>& closed);

  const Sources& sources_;
  std::vector<std::uint32_t> seen_;  // 2 * round_ when it is being added, + 1 when it was
  std::uint32_t round_ = 0;
};

}  // namespace oaisim::schema
