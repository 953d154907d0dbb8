// The quiet tones that stand for speech: a scale of notes, each short, faded in and out, and silent at its ends.
//
// Thread safety: pure functions.  Units: samples of 16 bits, mono, kSampleRate a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oaisim {

inline constexpr int kSampleRate = 24000;
inline constexpr std::size_t kNotes = 16;

// Note `index` in `samples` samples.  The first twentieth and the last third of it are silent, so that what codecs
// delay or smear stays within it.  REQUIRES: index < kNotes.
std::vector<std::int16_t> note(std::size_t index, std::size_t samples);

}  // namespace oaisim
