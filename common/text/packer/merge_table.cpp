#include "common/text/packer/merge_table.h"

#include <stdexcept>

namespace oaisim {
namespace {

using Ranks = std::unordered_map<std::string_view, TokenId>;

struct Candidate {
  std::size_t at = 0;
  TokenId rank = kNoToken;
};

// The leftmost of the lowest-ranking merges of neighbouring parts; `starts` ends with the token's length.
Candidate best_merge(std::string_view bytes, const std::vector<std::size_t>& starts, const Ranks& ranks) {
  Candidate best;
  for (std::size_t i = 0; i + 2 < starts.size(); ++i) {
    const auto found = ranks.find(bytes.substr(starts[i], starts[i + 2] - starts[i]));
    if (found != ranks.end() && found->second < best.rank) best = {i, found->second};
  }
  return best;
}

// Merges byte pairs in the plain, quadratic way until two parts are left.
Merge last_merge(std::string_view bytes, const Ranks& ranks) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i <= bytes.size(); ++i) starts.push_back(i);
  while (starts.size() > 3) {
    const Candidate best = best_merge(bytes, starts, ranks);
    if (best.rank == kNoToken) throw std::runtime_error("a token cannot be reached by merges");
    starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(best.at) + 1);
  }
  const TokenId left = ranks.at(bytes.substr(0, starts[1]));
  const TokenId right = ranks.at(bytes.substr(starts[1]));
  return {left, right};
}

}  // namespace

std::vector<Merge> build_merge_table(const std::vector<std::string>& tokens) {
  Ranks ranks;
  for (TokenId id = 0; id < tokens.size(); ++id) {
    if ((id < 256) != (tokens[id].size() == 1) && !tokens[id].empty()) {
      throw std::runtime_error("the first 256 tokens are not the single bytes");
    }
    if (!tokens[id].empty()) ranks.emplace(tokens[id], id);
  }
  std::vector<Merge> table;
  for (TokenId id = 0; id < tokens.size(); ++id) {
    const std::string& bytes = tokens[id];
    Merge merge;
    if (bytes.size() > 1) {
      merge = last_merge(bytes, ranks);
      if (merge.left >= id || merge.right >= id) throw std::runtime_error("a token ranks before its parts");
    }
    table.push_back(merge);
  }
  return table;
}

}  // namespace oaisim
