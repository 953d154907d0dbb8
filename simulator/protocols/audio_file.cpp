#include "simulator/protocols/audio_file.h"

#include <algorithm>
#include <optional>

#include "common/http/message.h"
#include "simulator/protocols/text_hash.h"

namespace oaisim {
namespace {

constexpr std::string_view kExtensions[] = {"flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"};
constexpr double kBytesPerSecond = 16'000;
constexpr double kFewestBytesPerSecond = 1'000;

std::uint64_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 4; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

bool is_known_by_its_bytes(std::string_view bytes) {
  if (bytes.size() < 12) return false;
  return is_wave(bytes) || is_mp3(bytes) || bytes.starts_with("fLaC") || bytes.starts_with("OggS") ||
         bytes.starts_with("\x1a\x45\xdf\xa3") || bytes.substr(4, 4) == "ftyp";
}

std::uint64_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

// "RIFF" size "WAVE", then chunks: four letters, size, content, a byte of padding where the size is odd.  The bytes per
// second are at 8 of the chunk "fmt ".  A header that was written before the data may have any size for it.
std::optional<double> wave_seconds(std::string_view bytes) {
  double rate = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view kind = bytes.substr(at, 4);
    const std::uint64_t size = std::min<std::uint64_t>(little_endian(bytes, at + 4), bytes.size() - at - 8);
    if (kind == "fmt " && size >= 16 && at + 20 <= bytes.size())
      rate = static_cast<double>(little_endian(bytes, at + 16));
    if (kind == "data") {
      if (rate < kFewestBytesPerSecond) return std::nullopt;
      return static_cast<double>(size) / rate;
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

// "ID3" version (2 bytes) flags size (4 x 7 bits) and as many bytes, and ten more where the flags say so: words and
// pictures before the frames.  0: there are none, or they are more than the file has.
std::size_t tag_size(std::string_view bytes) {
  constexpr std::size_t kHead = 10;
  constexpr std::uint64_t kHasFooter = 0x10;
  if (!bytes.starts_with("ID3") || bytes.size() < kHead) return 0;
  std::size_t size = 0;
  for (std::size_t i = 6; i < kHead; ++i) size = size << 7 | (byte_at(bytes, i) & 0x7f);
  size += (byte_at(bytes, 5) & kHasFooter) != 0 ? 2 * kHead : kHead;
  return size < bytes.size() ? size : 0;
}

// Frames, all taken to be as fast as the first:
//   11 bits set, version (2), layer (2), 1 bit, index of the bit rate (4), …
std::optional<double> mp3_seconds(std::string_view bytes) {
  constexpr std::uint64_t kMpeg1Rates[] = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};  // kbit/s
  constexpr std::uint64_t kMpeg2Rates[] = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr std::uint64_t kLayer3 = 1;
  if (bytes.size() < 4 || byte_at(bytes, 0) != 0xff) return std::nullopt;
  const std::uint64_t bits = byte_at(bytes, 1);
  const std::uint64_t version = bits >> 3 & 3;
  const std::uint64_t index = byte_at(bytes, 2) >> 4;
  const bool is_frame = bits >> 5 == 7 && version != 1 && (bits >> 1 & 3) == kLayer3 && index > 0 && index < 15;
  if (!is_frame) return std::nullopt;
  const std::uint64_t rate = version == 3 ? kMpeg1Rates[index - 1] : kMpeg2Rates[index - 1];
  return static_cast<double>(bytes.size()) / (static_cast<double>(rate) * 125);
}

}  // namespace

std::string_view audio_formats() {
  return "['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']";
}

bool has_audio_format(const FormPart& file) {
  const std::string_view name = *file.filename;
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return is_known_by_its_bytes(file.content);
  return std::any_of(std::begin(kExtensions), std::end(kExtensions),
                     [&](std::string_view extension) { return equals_ignoring_case(name.substr(dot + 1), extension); });
}

bool is_wave(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WAVE";
}

bool is_mp3(std::string_view bytes) {
  return bytes.starts_with("ID3") ||
         (bytes.size() >= 2 && byte_at(bytes, 0) == 0xff && (byte_at(bytes, 1) & 0xe0) == 0xe0);
}

double audio_seconds(std::string_view bytes) {
  if (is_wave(bytes)) {
    if (const auto seconds = wave_seconds(bytes)) return *seconds;
  }
  bytes.remove_prefix(tag_size(bytes));
  if (const auto seconds = mp3_seconds(bytes)) return *seconds;
  return static_cast<double>(bytes.size()) / kBytesPerSecond;
}

std::uint64_t audio_hash(std::string_view bytes) {
  constexpr std::size_t kLooked = 64 * 1024;
  std::uint64_t hash = text_hash(bytes.substr(0, kLooked), kTextHashSeed ^ bytes.size());
  if (bytes.size() > kLooked) hash = text_hash(bytes.substr(std::max(kLooked, bytes.size() - kLooked)), hash);
  return hash;
}

}  // namespace oaisim
