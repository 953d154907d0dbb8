// A transcript in time: its sentences and words, each with the seconds of the audio that it takes.
//
// Time is shared out by characters.  Thread safety: pure functions.  Ownership: texts are views into the choice's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulator/generation/generation.h"

namespace oaisim {

struct TimedText {
  std::string_view text;  // without white space around it
  double start = 0;       // seconds
  double end = 0;
  std::size_t last_token = 0;  // of the choice, of those that are in it; of sentences only
};

std::vector<TimedText> sentences_of(const Choice& choice, double seconds);
std::vector<TimedText> words_of(const Choice& choice, double seconds);  // without the marks at their ends

// 00:00:01,250, with `point` in place of the comma.
std::string clock_text(double seconds, char point);

// The English name of an ISO 639-1 code as Whisper has it, e.g. "english"; the code itself when it has none.
std::string_view language_name(std::string_view code);

}  // namespace oaisim
