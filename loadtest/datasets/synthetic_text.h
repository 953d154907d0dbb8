// Texts of exactly as many tokens as are wanted.
//
// A text is made of words that are one token each.  The encodings cut text before spaces, so the tokens of the
// whole are its words, one after another, and the text may be continued.
//
// Cost: about a nanosecond per token.  Thread safety: pure functions.  Units: tokens.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/random.h"
#include "common/text/tokenizer.h"

namespace oaisim::loadtest {

// Appends words of exactly `tokens` tokens to `text`, which is empty or made here.  REQUIRES: tokens >= 0.
void append_synthetic_text(std::string& text, std::int64_t tokens, Random& random);

// Whether each of the words is one token of that encoding.
bool has_synthetic_words(Encoding encoding);

}  // namespace oaisim::loadtest
