// Speech as a file that any player takes: tones in place of words, as long as the words would be.
//
//   text's hash ──► a row of notes ──► their encoded pieces, one after another ──► mp3, opus, aac, flac, wav, pcm
//
// Every note is encoded once for each format, into frames that need no other frame; a speech is put together from them,
// which takes microseconds where encoding would take seconds; the first of a format takes up to a tenth of a second.
// FLAC numbers its frames and is encoded each time.
//
// The same plan gives the same bytes.  24 kHz, mono, 16 bits (pcm: little-endian, without a header).
// Thread safety: all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaisim {

enum class AudioFormat { mp3, opus, aac, flac, wav, pcm };

struct SpeechPlan {
  AudioFormat format = AudioFormat::mp3;
  double seconds =
      0;  // the file has as many whole notes, of about a quarter of a second, as come nearest; at least one
  std::uint64_t seed = 0;
};

std::string_view media_type(AudioFormat format);

// REQUIRES: seconds is from 0 to an hour.
std::string speech_audio(const SpeechPlan& plan);

// The most bytes that it has.
std::uint64_t most_bytes(const SpeechPlan& plan);

}  // namespace oaisim
