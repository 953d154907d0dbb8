// Lorem ipsum with exactly the asked number of tokens.
//
// Every word is put together from its own tokens of the encoding: " consectetur" may be three, " sit" one.
// The encodings split text before spaces and punctuation, so the tokens of the whole are the tokens of its
// words one after another, and the text re-encodes to exactly what was counted.
//
// Thread safety: all of it.
#pragma once

#include "simulator/generation/generation.h"

namespace oaisim {

// A text of exactly `tokens` tokens.
TokenText lorem_text(Encoding encoding, TokenCount tokens, Random random);

class LoremGenerator final : public Generator {
 public:
  Generation generate(const GenerationRequest& request) const override;
};

}  // namespace oaisim
