// What requests about audio, images and moderation ask for beyond what all requests have.
//
// Thread safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/units.h"
#include "simulator/generation/audio/speech_audio.h"
#include "simulator/generation/pictures/pictures.h"
#include "simulator/protocols/image_size.h"

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

// An image that was sent to be edited.
struct SourceImage {
  std::string param;         // image, image[1], mask, …
  std::string content_type;  // as the form says; empty: none
  bool is_file = false;      // of a form; others are named by a URL or an id
  std::size_t bytes = 0;
  std::optional<ImageSize> size = {};  // absent: it is no image, or elsewhere
};

struct ImageRequest {
  PicturePlan plan;
  bool edits = false;
  bool tells_all = false;       // the reply says how it was made and what it counts as, as that of gpt-image-* does
  bool as_url = true;           // or as base64
  bool revises_prompt = false;  // as dall-e-3 does
  std::string size = {};        // as given, then as made; the same of those below
  std::string quality = {};
  std::string background = {};
  std::vector<std::string_view> given = {};  // names of those parameters that some models do not take
  std::vector<SourceImage> sources = {};
  std::optional<SourceImage> mask = {};
  bool high_fidelity = false;
};

struct ModerationRequest {
  bool omni = true;
  bool has_text = false;
  bool has_images = false;
  bool has_parts = false;  // one input of texts and images
};

}  // namespace oaisim
