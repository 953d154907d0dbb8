#include "simulator/generation/audio/speech_audio.h"

#include <doctest/doctest.h>

#include "simulator/generation/audio/encoded_notes.h"

namespace oaisim {
namespace {

TEST_CASE("samples are as many as the seconds want, in whole notes") {
  CHECK(speech_audio({.format = AudioFormat::pcm, .seconds = 0}).size() == 12000);
  CHECK(speech_audio({.format = AudioFormat::pcm, .seconds = 10.1}).size() == 480'000);
  CHECK(speech_audio({.format = AudioFormat::pcm, .seconds = 3600}).size() == 3600 * 48'000);
}

TEST_CASE("a wave file is its header and the samples") {
  const SpeechPlan plan{.format = AudioFormat::wav, .seconds = 1, .seed = 7};
  const std::string wave = speech_audio(plan);
  REQUIRE(wave.size() == 44 + 48'000);
  CHECK(wave.substr(0, 4) == "RIFF");
  CHECK(wave.substr(4, 4) == std::string("\xa4\xbb\0\0", 4));  // 48036
  CHECK(wave.substr(8, 8) == "WAVEfmt ");
  CHECK(wave.substr(36, 8) == std::string("data\x80\xbb\0\0", 8));  // 48000
  CHECK(wave.substr(44) == speech_audio({.format = AudioFormat::pcm, .seconds = 1, .seed = 7}));
}

TEST_CASE("the same plan gives the same bytes in every format, another seed others") {
  for (const auto format :
       {AudioFormat::mp3, AudioFormat::opus, AudioFormat::aac, AudioFormat::flac, AudioFormat::wav, AudioFormat::pcm}) {
    const std::string audio = speech_audio({.format = format, .seconds = 5, .seed = 1});
    CHECK(audio == speech_audio({.format = format, .seconds = 5, .seed = 1}));
    CHECK(audio != speech_audio({.format = format, .seconds = 5, .seed = 2}));
    for (const double seconds : {0.0, 5.0, 300.0}) {
      const SpeechPlan plan{.format = format, .seconds = seconds, .seed = 1};
      CHECK(speech_audio(plan).size() <= most_bytes(plan));
    }
  }
}

TEST_CASE("every frame of the codecs is there and begins as such frames do") {
  const auto check_frames = [](const EncodedNotes& notes, std::string_view begin) {
    for (const auto& frames : notes.frames) {
      REQUIRE_FALSE(frames.empty());
      for (const auto& frame : frames) CHECK(frame.substr(0, begin.size()) == begin);
    }
  };
  check_frames(mp3_notes(), "\xff\xf3");  // sync, MPEG-2, layer III, no CRC
  check_frames(aac_notes(), "\xff\xf9");  // ADTS, MPEG-2, no CRC
  for (const auto& frames : opus_notes().frames) {
    for (const auto& frame : frames) CHECK(frame.size() == 80);  // 32 kbit/s for 20 ms
  }
}

}  // namespace
}  // namespace oaisim
