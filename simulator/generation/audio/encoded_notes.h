// The notes of the scale as frames of a codec, each of which decodes without the others.
//
//   mp3   MPEG-2 layer III, 160 kbit/s, without the bit reservoir: frames of 576 samples
//   aac   AAC-LC in ADTS, 64 kbit/s: frames of 1024 samples
//   opus  32 kbit/s, without prediction: packets of 480 samples
//   pcm   the samples, little-endian
//
// Thread safety: pure functions; each encodes the whole scale, which takes some milliseconds.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "simulator/generation/audio/tones.h"

namespace oaisim {

struct EncodedNotes {
  std::size_t samples = 0;                              // of a note
  std::array<std::vector<std::string>, kNotes> frames;  // by note
  int lookahead = 0;                                    // samples that the encoder is late
};

EncodedNotes mp3_notes();
EncodedNotes aac_notes();
EncodedNotes opus_notes();
EncodedNotes pcm_notes();

}  // namespace oaisim
