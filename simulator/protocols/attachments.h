// What audio and files in a prompt count.
//
//   audio                10 tokens for each second
//   a file that is text  its text
//   a PDF                for each page its image, taken for one of 1024 x 1024, and 500 tokens of text
//   another file         2,000 tokens, as a document of Anthropic's Messages
//
// decode ── note_… ──► DecodedRequest::attachments ── read_attachments ──► tokens, pages, texts
//
// What was sent is only noted where a request is decoded, as looking into many megabytes takes a tenth of a second, in
// which others are to be served.  Audio is not decoded: see audio_file.h for its length.  The pages of a PDF are told
// by their objects; where these are compressed, it is taken for one of a single page.  Time and memory are linear in
// what was sent.
//
// Thread safety: pure functions.
// Source: OpenAI platform documentation, "Managing costs" of the Realtime API (a token for each 100 ms of a user's
// audio), "File inputs" (text and image of each page); the service's replies to what is no audio or no base64.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simulator/protocols/protocol.h"

namespace oaisim {

// What a document that is not text counts as; a page of a PDF is 1,500 to 3,000 tokens.
inline constexpr TokenCount kDocumentTokens = 2000;
inline constexpr TokenCount kPageTokens = 500;  // of a page's text

// `encoded`: base64 of a file of the format, wav or mp3; `param`: the part of the message that has it.
void note_audio(std::string_view encoded, std::string_view format, std::string param, DecodedRequest& request);

// `data`: base64, or a data URL of it; `param`: where it is.
void note_file(std::string_view data, std::string param, DecodedRequest& request);

// Counts all that was noted.  Refused: what is no base64, or no audio of its format.
std::optional<ApiError> read_attachments(DecodedRequest& request);

}  // namespace oaisim
