// Pieces that replies of several operations have in common.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "simulator/generation/generation.h"

namespace oaisim {

// What Azure says of text that its content filter let pass.
std::string_view passed_filters();         // {"hate":{…},…}
std::string_view passed_prompt_filters();  // "prompt_filter_results":[…]

std::string_view finish_text(FinishReason reason);

// The same model has the same fingerprint.
std::string fingerprint_of(std::string_view model);

// `prefix` and so many characters, of its own for each call and made of the reply's id, so that it need not be kept.
std::string call_id(std::string_view prefix, int characters, std::string_view reply_id, const Generation& generation,
                    std::size_t choice, std::size_t call);

}  // namespace oaisim
