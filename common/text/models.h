// What a model's name tells a client: which encoding its text is counted in, and how it is asked for a short reply.
//
// Thread safety: pure functions.
// Source: tiktoken's model table, https://github.com/openai/tiktoken (tiktoken/model.py).
#pragma once

#include <string_view>

#include "common/text/tokenizer.h"

namespace oaisim {

// An exact name wins, then the longest known prefix; a model that matches neither is taken for a
// recent one: o200k_base.
Encoding encoding_of_model(std::string_view model);

// Whether chat completions bound the model's reply by `max_completion_tokens` alone: OpenAI's reasoning models refuse
// `max_tokens` (API reference, chat completions: "not compatible with o-series models").
bool wants_max_completion_tokens(std::string_view model);

}  // namespace oaisim
