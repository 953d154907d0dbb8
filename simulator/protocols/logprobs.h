// Writes the log probabilities of a token as the chat API has them.
//
//   {"token":" the","logprob":-0.2,"bytes":[32,116,104,101],"top_logprobs":[{"token","logprob","bytes"},…]}
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Chat", logprobs.
#pragma once

#include <string>
#include <string_view>

#include "simulator/generation/token_chances.h"

namespace oaisim {

// A token as text: one that is a part of a character is written as \xe4\xbd, as the API does.
void append_token_text(std::string_view token, std::string& out);

void append_logprob(double logprob, std::string& out);

// {"token","logprob","bytes"} of the token at `place`.
void append_logprob_entry(const TokenPlace& place, std::string_view token, std::string& out);

// The object above for the token at `place`.
void append_chat_logprob(const TokenPlace& place, std::string_view token, int top, std::string& out);

}  // namespace oaisim
