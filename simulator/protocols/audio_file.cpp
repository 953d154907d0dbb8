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

bool is_wave(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WAVE";
}

bool is_known_by_its_bytes(std::string_view bytes) {
  if (bytes.size() < 12) return false;
  const bool mpeg_frame = bytes[0] == '\xff' && (static_cast<unsigned char>(bytes[1]) & 0xe0) == 0xe0;
  return is_wave(bytes) || bytes.starts_with("fLaC") || bytes.starts_with("OggS") || bytes.starts_with("ID3") ||
         bytes.starts_with("\x1a\x45\xdf\xa3") || bytes.substr(4, 4) == "ftyp" || mpeg_frame;
}

// "RIFF" size "WAVE", then chunks: four letters, size, content, a byte of padding where the size is odd.  The bytes per
// second are at 8 of the chunk "fmt ".  A header that was written before the data may have any size for it.
std::optional<double> wave_seconds(std::string_view bytes) {
  double rate = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view kind = bytes.substr(at, 4);
    const std::uint64_t size = std::min<std::uint64_t>(little_endian(bytes, at + 4), bytes.size() - at - 8);
    if (kind == "fmt " && size >= 16) rate = static_cast<double>(little_endian(bytes, at + 16));
    if (kind == "data") {
      if (rate < kFewestBytesPerSecond) return std::nullopt;
      return static_cast<double>(size) / rate;
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
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

double audio_seconds(std::string_view bytes) {
  if (is_wave(bytes)) {
    if (const auto seconds = wave_seconds(bytes)) return *seconds;
  }
  return static_cast<double>(bytes.size()) / kBytesPerSecond;
}

std::uint64_t audio_hash(std::string_view bytes) {
  constexpr std::size_t kLooked = 64 * 1024;
  std::uint64_t hash = text_hash(bytes.substr(0, kLooked), kTextHashSeed ^ bytes.size());
  if (bytes.size() > kLooked) hash = text_hash(bytes.substr(std::max(kLooked, bytes.size() - kLooked)), hash);
  return hash;
}

}  // namespace oaisim
