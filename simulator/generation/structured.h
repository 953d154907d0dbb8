// Writes what has a form: a text that is JSON of a schema, and calls of tools.
//
// It is as long as it happens to be; what is above the maximum that was asked for is cut off, as a model's is, and then
// the JSON is no longer whole.
//
// Thread safety: pure functions.
#pragma once

#include "simulator/generation/generation.h"

namespace oaisim {

// The choice of this index in a request with tools, or with a form.
Choice write_call(const GenerationRequest& request, std::size_t index);
Choice write_form(const GenerationRequest& request, std::size_t index);

// The beginning of `text` that has exactly `most` tokens, or as many as a beginning can have below that.
TokenText first_tokens(const Tokenizer& tokenizer, TokenText text, std::size_t most);

}  // namespace oaisim
