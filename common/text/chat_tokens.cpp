#include "common/text/chat_tokens.h"

namespace oaisim {

ChatTokenRules chat_token_rules(std::string_view model) {
  // The one model whose messages are framed differently: with a name, the role is left out.
  const bool first_turbo = model == "gpt-3.5-turbo-0301" || model == "gpt-35-turbo-0301";
  if (first_turbo) return {.per_message = 4, .per_name = -1, .reply_priming = 3};
  return {.per_message = 3, .per_name = 1, .reply_priming = 3};
}

}  // namespace oaisim
