// What audio and files in a prompt count.
//
//   audio                10 tokens for each second
//   a file that is text  its text
//   a PDF                for each page its image, taken for one of 1024 x 1024, and 500 tokens of text
//   another file         2,000 tokens, as a document of Anthropic's Messages
//
// Audio is not decoded: see audio_file.h for its length.  The pages of a PDF are told by their objects; where these are
// compressed, it is taken for one of a single page.  Time and memory are linear in what was sent.
//
// Thread safety: pure functions.
// Source: OpenAI platform documentation, "Managing costs" of the Realtime API (a token for each 100 ms of a user's
// audio), "File inputs" (text and image of each page).
#pragma once

#include <string_view>

#include "simulator/protocols/protocol.h"

namespace oaisim {

// What a document that is not text counts as; a page of a PDF is 1,500 to 3,000 tokens.
inline constexpr TokenCount kDocumentTokens = 2000;

// `encoded`: base64 of a WAV or MP3 file.
void add_audio(std::string_view encoded, DecodedRequest& request);

// `data`: base64, or a data URL of it.
void add_file(std::string_view data, DecodedRequest& request);

}  // namespace oaisim
