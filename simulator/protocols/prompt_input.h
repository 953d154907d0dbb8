// Reads what the completions and embeddings APIs take as prompt or input: a text, texts, tokens, or lists of tokens.
//
//   "text"   ["text", "text"]   [1, 2, 3]   [[1, 2], [3]]
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Completions" and "Embeddings".
#pragma once

#include <optional>
#include <vector>

#include "simulator/protocols/protocol.h"

namespace oaisim {

// Nothing: `value` is none of the four, or an empty one.  A text may be empty where `empty_text` says so.
std::optional<std::vector<PromptInput>> read_prompt_inputs(JsonValue value, bool empty_text);

// Characters that a limiter counts for them: those of texts, and four for each token.
std::int64_t prompt_characters(const std::vector<PromptInput>& inputs);

}  // namespace oaisim
