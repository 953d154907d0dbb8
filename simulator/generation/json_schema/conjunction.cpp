#include "simulator/generation/json_schema/conjunction.h"

#include <algorithm>

namespace oaisim::schema {
namespace {

constexpr int kMaxReferences = 200;  // one behind the other

constexpr std::uint32_t kOnlyLeadsElsewhere = bit(Keyword::ref) | bit(Keyword::all_of) | bit(Keyword::any_of) |
                                              bit(Keyword::one_of) | bit(Keyword::defs) | bit(Keyword::definitions);

}  // namespace

bool ConjunctionCloser::close(std::span<const Term> terms, std::vector<Term>& closed) {
  ++round_;
  closed.clear();
  for (const Term& term : terms) {
    if (!add(term, 0, closed)) return false;
  }
  if (closed.size() < 2) return true;
  std::sort(closed.begin(), closed.end());
  std::size_t kept = 0;
  for (std::size_t i = 1; i < closed.size(); ++i) {
    if (closed[i].source != closed[kept].source) {
      closed[++kept] = closed[i];
    } else {
      closed[kept].any_of_done |= closed[i].any_of_done;
      closed[kept].one_of_done |= closed[i].one_of_done;
    }
  }
  closed.resize(kept + 1);
  return true;
}

bool ConjunctionCloser::add(Term term, int depth, std::vector<Term>& closed) {
  const Source& source = sources_.schemas[term.source];
  std::uint32_t& seen = seen_[term.source];
  if (seen == 2 * round_ || depth > kMaxReferences) return false;
  if (seen != 2 * round_ + 1) {
    seen = 2 * round_;
    if (source.ref != kNone && !add({.source = source.ref}, depth + 1, closed)) return false;
    for (std::uint32_t i = 0; i < source.all_of.count; ++i) {
      if (!add({.source = sources_.children[source.all_of.first + i]}, depth + 1, closed)) return false;
    }
    seen = 2 * round_ + 1;
  }
  const bool is_open = (source.any_of.count > 0 && !term.any_of_done) || (source.one_of.count > 0 && !term.one_of_done);
  if (is_open || source.is_false || (source.keywords & ~kOnlyLeadsElsewhere) != 0) closed.push_back(term);
  return true;
}

}  // namespace oaisim::schema
