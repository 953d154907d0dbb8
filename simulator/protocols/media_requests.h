// What requests about audio, images and moderation ask for beyond what all requests have.
//
// Thread safety: plain values.
#pragma once

#include <string>
#include <vector>

#include "simulator/generation/audio/speech_audio.h"

namespace oaisim {

struct TranscriptionRequest {
  enum class Format { json, text, srt, verbose_json, vtt, diarized_json };

  Format format = Format::json;
  std::string_view format_name = "json";
  bool translates = false;
  bool whisper = false;   // its usage is a duration
  bool diarizes = false;  // says who speaks
  bool words = false;     // timestamps that were asked for
  bool segments = false;
  bool logprobs = false;
  bool chunks = false;     // a chunking strategy was given
  bool languages = false;  // lists the languages that were heard
  std::string language = "en";
  double temperature = 0;
  double seconds = 0;                 // of the audio
  std::vector<std::string> speakers;  // known ones
};

struct SpeechRequest {
  SpeechPlan plan;
  std::string voice;  // empty: a voice of the caller's own
};

}  // namespace oaisim
