#include "simulator/generation/audio/containers.h"

#include <FLAC/stream_encoder.h>
#include <ogg/ogg.h>

#include <cstring>
#include <memory>

namespace oaisim {
namespace {

void append_little_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::size_t size_of(const NoteRow& row) {
  std::size_t size = 0;
  for (const auto* frames : row) {
    for (const auto& frame : *frames) size += frame.size();
  }
  return size;
}

void append_row(const NoteRow& row, std::string& out) {
  for (const auto* frames : row) {
    for (const auto& frame : *frames) out += frame;
  }
}

struct FlacDeleter {
  void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
};

FLAC__StreamEncoderWriteStatus write_flac(const FLAC__StreamEncoder*, const FLAC__byte buffer[], std::size_t bytes,
                                          std::uint32_t, std::uint32_t, void* out) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(buffer), bytes);
  return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}

// The pages of one logical Ogg stream.
class OggWriter {
 public:
  explicit OggWriter(std::uint32_t serial) { ogg_stream_init(&stream_, static_cast<int>(serial)); }
  ~OggWriter() { ogg_stream_clear(&stream_); }
  OggWriter(const OggWriter&) = delete;
  OggWriter& operator=(const OggWriter&) = delete;

  void add(const std::string& bytes, std::int64_t granule, bool last) {
    ogg_packet packet{};
    packet.packet = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));  // is copied
    packet.bytes = static_cast<long>(bytes.size());
    packet.b_o_s = packets_ == 0 ? 1 : 0;
    packet.e_o_s = last ? 1 : 0;
    packet.granulepos = granule;
    packet.packetno = packets_++;
    ogg_stream_packetin(&stream_, &packet);
  }

  void flush(std::string& out) {
    ogg_page page{};
    while (ogg_stream_flush(&stream_, &page) != 0) {
      out.append(reinterpret_cast<const char*>(page.header), static_cast<std::size_t>(page.header_len));
      out.append(reinterpret_cast<const char*>(page.body), static_cast<std::size_t>(page.body_len));
    }
  }

 private:
  ogg_stream_state stream_{};
  std::int64_t packets_ = 0;
};

}  // namespace

std::string joined(const NoteRow& row) {
  std::string out;
  out.reserve(size_of(row));
  append_row(row, out);
  return out;
}

std::string wav_file(const NoteRow& row) {
  const std::size_t size = size_of(row);
  std::string out;
  out.reserve(size + 44);
  out += "RIFF";
  append_little_endian(out, size + 36, 4);
  out += "WAVEfmt ";
  append_little_endian(out, 16, 4);
  append_little_endian(out, 1, 2);  // PCM
  append_little_endian(out, 1, 2);  // channels
  append_little_endian(out, kSampleRate, 4);
  append_little_endian(out, kSampleRate * 2, 4);
  append_little_endian(out, 2, 2);   // bytes of a sample
  append_little_endian(out, 16, 2);  // its bits
  out += "data";
  append_little_endian(out, size, 4);
  append_row(row, out);
  return out;
}

std::string flac_file(const NoteRow& row) {
  std::string out;
  const std::unique_ptr<FLAC__StreamEncoder, FlacDeleter> encoder(FLAC__stream_encoder_new());
  const std::size_t samples = size_of(row) / sizeof(std::int16_t);
  FLAC__stream_encoder_set_channels(encoder.get(), 1);
  FLAC__stream_encoder_set_bits_per_sample(encoder.get(), 16);
  FLAC__stream_encoder_set_sample_rate(encoder.get(), kSampleRate);
  FLAC__stream_encoder_set_compression_level(encoder.get(), 0);
  FLAC__stream_encoder_set_total_samples_estimate(encoder.get(), samples);
  FLAC__stream_encoder_init_stream(encoder.get(), write_flac, nullptr, nullptr, nullptr, &out);
  std::vector<std::int16_t> wave;
  std::vector<FLAC__int32> wide;
  for (const auto* frames : row) {
    for (const auto& frame : *frames) {
      wave.resize(frame.size() / sizeof(std::int16_t));
      std::memcpy(wave.data(), frame.data(), frame.size());
      wide.assign(wave.begin(), wave.end());
      FLAC__stream_encoder_process_interleaved(encoder.get(), wide.data(), static_cast<std::uint32_t>(wide.size()));
    }
  }
  FLAC__stream_encoder_finish(encoder.get());
  return out;
}

std::string ogg_opus_file(const NoteRow& row, const EncodedNotes& notes, std::uint32_t serial) {
  constexpr std::int64_t kClock = 48000;  // Opus counts samples at this rate, whatever the input's was
  constexpr std::size_t kPacketsPerPage = 50;
  const std::int64_t skip = notes.lookahead * kClock / kSampleRate;
  std::string head = "OpusHead";
  head += '\1';  // version
  head += '\1';  // channels
  append_little_endian(head, static_cast<std::uint64_t>(skip), 2);
  append_little_endian(head, kSampleRate, 4);
  append_little_endian(head, 0, 3);  // gain, mapping family
  std::string tags = "OpusTags";
  append_little_endian(tags, 6, 4);
  tags += "oaisim";
  append_little_endian(tags, 0, 4);  // no comments
  std::string out;
  OggWriter ogg(serial);
  ogg.add(head, 0, false);
  ogg.flush(out);
  ogg.add(tags, 0, false);
  ogg.flush(out);
  const std::size_t per_note = notes.frames.front().size();
  const std::size_t packets = row.size() * per_note;
  const std::int64_t step = static_cast<std::int64_t>(notes.samples / per_note) * kClock / kSampleRate;
  for (std::size_t i = 0; i < packets; ++i) {
    ogg.add((*row[i / per_note])[i % per_note], static_cast<std::int64_t>(i + 1) * step, i + 1 == packets);
    if ((i + 1) % kPacketsPerPage == 0 || i + 1 == packets) ogg.flush(out);
  }
  return out;
}

}  // namespace oaisim
