// Speaks the texts of chats.
//
//   a token of text ──► a fifth of a second of speech, which counts as four tokens of audio
//
// Thread safety: pure functions.  Source: replies of gpt-4o-audio-preview, which have about as many.
#pragma once

#include "simulator/generation/generation.h"

namespace oaisim {

// Adds the speech to a choice that has a text.  REQUIRES: request.spoken is there.
void speak_choice(const GenerationRequest& request, std::size_t index, Choice& choice);

// The most bytes that the speeches of so many choices have whose texts have so many tokens together.
std::uint64_t most_spoken_bytes(const SpeechPlan& voice, TokenCount tokens, std::size_t choices);

}  // namespace oaisim
