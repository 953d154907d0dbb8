// Pieces that replies of several operations have in common.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "simulator/protocols/protocol.h"

namespace oaisim {

// What Azure's content filter says of a text that it cut off for these, or let pass: ,"content_filter_results":{…}
void append_filter_results(Harms harms, std::string& out);

// What it says of a prompt, {"hate":{…},…}, and of one that it let pass, "prompt_filter_results":[…]
std::string prompt_filter_results(Harms harms);
std::string_view passed_prompt_filters();

// {"id":…,"object":…,"created":…,"model":… and "usage":{"prompt_tokens":…,"completion_tokens":…,"total_tokens":… , each
// without its closing brace.
void append_reply_head(const ReplyFacts& facts, std::string_view object, std::string& out);
void append_usage_head(TokenCount prompt, TokenCount completion, std::string& out);

std::string_view finish_text(FinishReason reason);

// The same model has the same fingerprint.
std::string fingerprint_of(std::string_view model);

// `prefix` and so many characters, of its own for each call and made of the reply's id, so that it need not be kept.
std::string call_id(std::string_view prefix, int characters, std::string_view reply_id, const Generation& generation,
                    std::size_t choice, std::size_t call);

}  // namespace oaisim
