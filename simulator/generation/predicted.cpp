#include "simulator/generation/predicted.h"

#include <algorithm>

#include "simulator/generation/structured.h"

namespace oaisim {

Choice write_predicted(const GenerationRequest& request, std::size_t index) {
  const PlannedLength& planned = request.choices[index];
  const auto most = static_cast<std::size_t>(planned.tokens);
  Choice choice;
  choice.finish_reason = most < request.prediction->token_count() ? planned.reason : FinishReason::stop;
  static_cast<TokenText&>(choice) = first_tokens(Tokenizer::of(request.encoding), *request.prediction, most);
  return choice;
}

void settle_prediction(const GenerationRequest& request, Choice& choice) {
  const TokenText& prediction = *request.prediction;
  const auto differs =
      std::mismatch(choice.text.begin(), choice.text.end(), prediction.text.begin(), prediction.text.end()).first;
  const auto common = static_cast<std::uint32_t>(differs - choice.text.begin());
  const auto& ends = prediction.token_ends;
  choice.accepted_tokens = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), common) - ends.begin());
  choice.rejected_tokens = ends.size() - choice.accepted_tokens;
}

}  // namespace oaisim
