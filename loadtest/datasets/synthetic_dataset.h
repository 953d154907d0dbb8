// Samples that are made up when they are asked for: endless, and each a pure function of the seed and its index.
//
// Every turn has exactly the tokens that were drawn for it.  The first begins with one of the shared prefixes, which
// count among its tokens; one that is shorter than the prefix is the beginning of it.
//
// Thread safety: immutable.
#pragma once

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

class SyntheticDataset final : public Dataset {
 public:
  SyntheticDataset(SyntheticPlan plan, std::uint64_t seed) : plan_(std::move(plan)), seed_(seed) {}

  std::uint64_t size() const override { return kEndless; }
  Sample at(std::uint64_t index) const override;

 private:
  std::string first_prompt(std::int64_t tokens, Random& random) const;

  SyntheticPlan plan_;
  std::uint64_t seed_;
};

// A prompt of so many tokens that differs from those of other indices, as traces ask for.
Sample synthetic_sample(std::int64_t tokens, std::uint64_t seed, std::uint64_t index);

}  // namespace oaisim::loadtest
