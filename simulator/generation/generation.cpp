#include "simulator/generation/generation.h"

#include <algorithm>

namespace oaisim {

TokenCount Generation::total_tokens() const {
  TokenCount total = 0;
  for (const auto& choice : choices) total += static_cast<TokenCount>(choice.total_tokens());
  return total;
}

std::size_t Generation::longest() const {
  std::size_t longest = 0;
  for (const auto& choice : choices) longest = std::max(longest, choice.total_tokens());
  return longest;
}

TokenText tokenized(const Tokenizer& tokenizer, std::string text) {
  TokenText result;
  std::uint32_t at = 0;
  for (const TokenId token : tokenizer.encode(text)) {
    at += static_cast<std::uint32_t>(tokenizer.bytes_of(token).size());
    result.token_ends.push_back(at);
  }
  result.text = std::move(text);
  return result;
}

TokenStep Choice::step(std::size_t index) const {
  if (index < reasoning_tokens) {
    const bool shown = index < reasoning.token_count();
    return {.kind = TokenStep::Kind::reasoning, .text = shown ? reasoning.piece(index) : std::string_view()};
  }
  index -= reasoning_tokens;
  if (index < token_count()) return {.kind = TokenStep::Kind::text, .text = piece(index)};
  index -= token_count();
  std::size_t call = 0;
  for (; index >= calls[call].token_count(); ++call) index -= calls[call].token_count();
  if (index == 0) return {.kind = TokenStep::Kind::call, .call = call};
  if (index < calls[call].name_tokens) return {.kind = TokenStep::Kind::call_name, .call = call};
  index -= calls[call].name_tokens;
  return {.kind = TokenStep::Kind::call_arguments, .call = call, .text = calls[call].arguments.piece(index)};
}

void apply_stop(const GenerationRequest& request, Choice& choice) {
  std::size_t end = std::string::npos;
  for (std::size_t i = 0; i < request.stop.size(); ++i) {
    const std::size_t at = request.stop[i].empty() ? std::string::npos : choice.text.find(request.stop[i]);
    if (at >= end) continue;
    end = at;
    choice.stop_sequence = i;
  }
  if (end == std::string::npos) return;
  choice.text.resize(end);
  choice.finish_reason = FinishReason::stop;
  static_cast<TokenText&>(choice) = tokenized(Tokenizer::of(request.encoding), std::move(choice.text));
}

}  // namespace oaisim
