#include "loadtest/datasets/synthetic_dataset.h"

#include <algorithm>

#include "loadtest/datasets/random_streams.h"
#include "loadtest/datasets/synthetic_text.h"

namespace oaisim::loadtest {

Sample SyntheticDataset::at(std::uint64_t index) const {
  Random random = random_of(seed_, RandomStream::prompts, index % kEndless);
  Sample sample;
  sample.turns.reserve(static_cast<std::size_t>(plan_.turns));
  for (std::int64_t i = 0; i < plan_.turns; ++i) {
    const std::int64_t tokens = plan_.input_tokens.draw(random);
    sample.prompt_tokens += tokens;
    if (i == 0) {
      sample.turns.push_back({.user = first_prompt(tokens, random)});
    } else {
      append_synthetic_text(sample.turns.emplace_back().user, tokens, random);
    }
  }
  return sample;
}

std::string SyntheticDataset::first_prompt(std::int64_t tokens, Random& random) const {
  std::string text;
  const std::int64_t shared = std::min(plan_.shared_prefix_tokens, tokens);
  if (shared > 0) {
    const std::uint64_t which = random.below(static_cast<std::uint64_t>(plan_.prefixes));
    Random prefix = random_of(seed_, RandomStream::prefixes, which);
    append_synthetic_text(text, shared, prefix);
  }
  append_synthetic_text(text, tokens - shared, random);
  return text;
}

Sample synthetic_sample(std::int64_t tokens, std::uint64_t seed, std::uint64_t index) {
  return SyntheticDataset({.input_tokens = TokenLengths::fixed(tokens)}, seed).at(index);
}

}  // namespace oaisim::loadtest
