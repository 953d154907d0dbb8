// The encodings' special tokens: ids that encoding plain text never gives.
//
// Thread safety: constant data.
// Source: tiktoken_ext/openai_public.py in https://github.com/openai/tiktoken.
#pragma once

#include <string_view>

#include "common/text/tokenizer.h"

namespace oaisim {

// The token's text, such as "<|endoftext|>"; empty when `token` is no special token of that encoding.
// The view lives as long as the program.
std::string_view special_token_text(Encoding encoding, TokenId token);

}  // namespace oaisim
