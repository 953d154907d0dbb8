#include "simulator/generation/audio/speech_audio.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "common/base/random.h"
#include "simulator/generation/audio/containers.h"
#include "simulator/generation/audio/encoded_notes.h"

namespace oaisim {
namespace {

constexpr std::size_t kFormats = 6;

const EncodedNotes& notes_of(AudioFormat format) {
  static std::array<std::once_flag, kFormats> made;
  static std::array<EncodedNotes, kFormats> notes;
  const auto index = static_cast<std::size_t>(format);
  std::call_once(made[index], [&] {
    switch (format) {
      case AudioFormat::mp3:
        notes[index] = mp3_notes();
        break;
      case AudioFormat::opus:
        notes[index] = opus_notes();
        break;
      case AudioFormat::aac:
        notes[index] = aac_notes();
        break;
      case AudioFormat::flac:
      case AudioFormat::wav:
      case AudioFormat::pcm:
        notes[index] = pcm_notes();
        break;
    }
  });
  return notes[index];
}

}  // namespace

std::string_view media_type(AudioFormat format) {
  switch (format) {
    case AudioFormat::mp3:
      return "audio/mpeg";
    case AudioFormat::opus:
      return "audio/opus";
    case AudioFormat::aac:
      return "audio/aac";
    case AudioFormat::flac:
      return "audio/flac";
    case AudioFormat::wav:
      return "audio/wav";
    case AudioFormat::pcm:
      break;
  }
  return "audio/pcm";
}

std::string speech_audio(const SpeechPlan& plan) {
  const EncodedNotes& notes = notes_of(plan.format);
  const double note_seconds = static_cast<double>(notes.samples) / kSampleRate;
  const auto count = std::max<std::int64_t>(1, std::llround(plan.seconds / note_seconds));
  Random random(plan.seed);
  NoteRow row;
  row.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) row.push_back(&notes.frames[random.below(kNotes)]);
  switch (plan.format) {
    case AudioFormat::opus:
      return ogg_opus_file(row, notes, static_cast<std::uint32_t>(plan.seed));
    case AudioFormat::flac:
      return flac_file(row);
    case AudioFormat::wav:
      return wav_file(row);
    case AudioFormat::mp3:
    case AudioFormat::aac:
    case AudioFormat::pcm:
      break;
  }
  return joined(row);
}

std::uint64_t most_bytes(const SpeechPlan& plan) {
  const double bytes_per_second = [&] {
    switch (plan.format) {
      case AudioFormat::mp3:
        return 20'000.0;
      case AudioFormat::opus:
        return 5'000.0;
      case AudioFormat::aac:
        return 10'000.0;
      case AudioFormat::flac:
      case AudioFormat::wav:
      case AudioFormat::pcm:
        break;
    }
    return kSampleRate * 2.0;
  }();
  return static_cast<std::uint64_t>((plan.seconds + 1) * bytes_per_second);
}

}  // namespace oaisim
