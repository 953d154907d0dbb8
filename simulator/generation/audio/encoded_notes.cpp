#include "simulator/generation/audio/encoded_notes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

extern "C" {
#include <lame/lame.h>
#include <opus/opus.h>
#include <vo-aacenc/cmnMemory.h>
#include <vo-aacenc/voAAC.h>
}

namespace oaisim {
namespace {

// A note has so many frames; the codecs' delays are within its silence.
constexpr std::size_t kMp3FrameSamples = 576;
constexpr std::size_t kMp3FrameBytes = 480;  // 160 kbit/s at 24 kHz
constexpr std::size_t kMp3Frames = 10;
constexpr std::size_t kAacFrameSamples = 1024;
constexpr std::size_t kAacFrames = 6;
constexpr std::size_t kOpusFrameSamples = 480;
constexpr std::size_t kOpusFrames = 12;

struct LameDeleter {
  void operator()(lame_global_flags* lame) const { lame_close(lame); }
};
struct OpusDeleter {
  void operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }
};

std::string bytes_of(const std::vector<std::int16_t>& wave) {
  static_assert(std::endian::native == std::endian::little);
  std::string bytes(wave.size() * sizeof(std::int16_t), '\0');
  std::memcpy(bytes.data(), wave.data(), bytes.size());
  return bytes;
}

}  // namespace

EncodedNotes mp3_notes() {
  EncodedNotes notes;
  notes.samples = kMp3FrameSamples * kMp3Frames;
  const std::unique_ptr<lame_global_flags, LameDeleter> lame(lame_init());
  lame_set_in_samplerate(lame.get(), kSampleRate);
  lame_set_out_samplerate(lame.get(), kSampleRate);
  lame_set_num_channels(lame.get(), 1);
  lame_set_mode(lame.get(), MONO);
  lame_set_brate(lame.get(), 160);
  lame_set_disable_reservoir(lame.get(), 1);
  lame_set_bWriteVbrTag(lame.get(), 0);
  lame_init_params(lame.get());
  std::string stream;
  std::vector<unsigned char> out(notes.samples * 2 + 7200);  // the library's bound for one call
  const auto take = [&](int size) {
    stream.append(reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(std::max(size, 0)));
  };
  for (std::size_t i = 0; i < kNotes; ++i) {
    auto wave = note(i, notes.samples);
    take(lame_encode_buffer(lame.get(), wave.data(), nullptr, static_cast<int>(wave.size()), out.data(),
                            static_cast<int>(out.size())));
  }
  take(lame_encode_flush(lame.get(), out.data(), static_cast<int>(out.size())));
  for (std::size_t i = 0; i < kNotes; ++i) {
    for (std::size_t k = 0; k < kMp3Frames; ++k) {
      notes.frames[i].push_back(stream.substr((i * kMp3Frames + k) * kMp3FrameBytes, kMp3FrameBytes));
    }
  }
  return notes;
}

EncodedNotes aac_notes() {
  EncodedNotes notes;
  notes.samples = kAacFrameSamples * kAacFrames;
  VO_MEM_OPERATOR memory{cmnMemAlloc, cmnMemFree, cmnMemSet, cmnMemCopy, cmnMemCheck, cmnMemCompare, cmnMemMove};
  VO_CODEC_INIT_USERDATA user{};
  user.memflag = VO_IMF_USERMEMOPERATOR;
  user.memData = &memory;
  VO_AUDIO_CODECAPI codec{};
  VO_HANDLE handle = nullptr;
  voGetAACEncAPI(&codec);
  codec.Init(&handle, VO_AUDIO_CodingAAC, &user);
  AACENC_PARAM settings{.sampleRate = kSampleRate, .bitRate = 64000, .nChannels = 1, .adtsUsed = 1};
  codec.SetParam(handle, VO_PID_AAC_ENCPARAM, &settings);
  std::vector<unsigned char> out(8192);
  for (std::size_t i = 0; i < kNotes; ++i) {
    auto wave = note(i, notes.samples);
    for (std::size_t k = 0; k < kAacFrames; ++k) {
      VO_CODECBUFFER input{};
      input.Buffer = reinterpret_cast<VO_PBYTE>(wave.data() + k * kAacFrameSamples);
      input.Length = kAacFrameSamples * sizeof(std::int16_t);
      codec.SetInputData(handle, &input);
      VO_CODECBUFFER output{};
      VO_AUDIO_OUTPUTINFO info{};
      output.Buffer = out.data();
      output.Length = static_cast<VO_U32>(out.size());
      codec.GetOutputData(handle, &output, &info);
      notes.frames[i].emplace_back(reinterpret_cast<const char*>(out.data()), output.Length);
    }
  }
  codec.Uninit(handle);
  return notes;
}

EncodedNotes opus_notes() {
  EncodedNotes notes;
  notes.samples = kOpusFrameSamples * kOpusFrames;
  int problem = 0;
  const std::unique_ptr<OpusEncoder, OpusDeleter> encoder(
      opus_encoder_create(kSampleRate, 1, OPUS_APPLICATION_AUDIO, &problem));
  opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(32000));
  opus_encoder_ctl(encoder.get(), OPUS_SET_VBR(0));
  opus_encoder_ctl(encoder.get(), OPUS_SET_PREDICTION_DISABLED(1));
  opus_encoder_ctl(encoder.get(), OPUS_GET_LOOKAHEAD(&notes.lookahead));
  std::vector<unsigned char> out(1500);
  for (std::size_t i = 0; i < kNotes; ++i) {
    const auto wave = note(i, notes.samples);
    for (std::size_t k = 0; k < kOpusFrames; ++k) {
      const auto size = opus_encode(encoder.get(), wave.data() + k * kOpusFrameSamples, kOpusFrameSamples, out.data(),
                                    static_cast<opus_int32>(out.size()));
      notes.frames[i].emplace_back(reinterpret_cast<const char*>(out.data()),
                                   static_cast<std::size_t>(std::max(size, 0)));
    }
  }
  return notes;
}

EncodedNotes pcm_notes() {
  EncodedNotes notes;
  notes.samples = kSampleRate / 4;
  for (std::size_t i = 0; i < kNotes; ++i) notes.frames[i].push_back(bytes_of(note(i, notes.samples)));
  return notes;
}

}  // namespace oaisim
