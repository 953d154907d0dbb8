// Which encoding a model's text is counted in.
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

}  // namespace oaisim
