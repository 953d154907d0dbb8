#include "simulator/generation/generation.h"

#include <algorithm>

namespace oaisim {

TokenCount Generation::total_tokens() const {
  TokenCount total = 0;
  for (const auto& choice : choices) total += static_cast<TokenCount>(choice.token_count());
  return total;
}

std::size_t Generation::longest() const {
  std::size_t longest = 0;
  for (const auto& choice : choices) longest = std::max(longest, choice.token_count());
  return longest;
}

void apply_stop(const GenerationRequest& request, Choice& choice) {
  std::size_t end = std::string::npos;
  for (const auto& stop : request.stop) {
    if (!stop.empty()) end = std::min(end, choice.text.find(stop));
  }
  if (end == std::string::npos) return;
  choice.text.resize(end);
  choice.finish_reason = FinishReason::stop;
  choice.token_ends.clear();
  const Tokenizer& tokenizer = Tokenizer::of(request.encoding);
  std::uint32_t at = 0;
  for (const TokenId token : tokenizer.encode(choice.text)) {
    at += static_cast<std::uint32_t>(tokenizer.bytes_of(token).size());
    choice.token_ends.push_back(at);
  }
}

}  // namespace oaisim
