// What a chat's messages cost in prompt tokens beyond their encoded role, name and content.
//
//   prompt tokens = reply_priming
//                 + sum over messages (per_message + tokens(role) + tokens(content)
//                                      + (has a name ? per_name + tokens(name) : 0))
//
// Thread safety: pure functions. Units: tokens.
// Source: OpenAI cookbook, "How to count tokens with tiktoken", section 6.
#pragma once

#include <string_view>

namespace oaisim {

struct ChatTokenRules {
  int per_message;
  int per_name;
  int reply_priming;
};

ChatTokenRules chat_token_rules(std::string_view model);

}  // namespace oaisim
