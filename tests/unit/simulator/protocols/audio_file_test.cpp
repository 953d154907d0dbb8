#include "simulator/protocols/audio_file.h"

#include <doctest/doctest.h>

#include <string>

namespace oaisim {
namespace {

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

// 16 bits, mono; the chunk sizes as they are said to be.
std::string wave(std::uint32_t bytes_per_second, std::uint32_t said_size, std::size_t size) {
  return "RIFF" + number(0) + "WAVE" + "LIST" + number(3) + "abc" + '\0' + "fmt " + number(16) +
         std::string("\1\0\1\0", 4) + number(bytes_per_second / 2) + number(bytes_per_second) +
         std::string("\2\0\20\0", 4) + "data" + number(said_size) + std::string(size, '\0');
}

TEST_CASE("a wave file's length is that of its samples, whatever its header says of them") {
  CHECK(audio_seconds(wave(48000, 96000, 96000)) == 2.0);
  CHECK(audio_seconds(wave(48000, 48000, 96000)) == 1.0);
  CHECK(audio_seconds(wave(48000, 0xffffffff, 96000)) == 2.0);
}

TEST_CASE("what has no length that can be read is taken for 128 kbit/s") {
  CHECK(audio_seconds("") == 0.0);
  CHECK(audio_seconds(std::string(16000, 'x')) == 1.0);
  const std::string whole = wave(48000, 16, 16);
  for (std::size_t size = 0; size < whole.size() - 16; ++size) {
    CHECK(audio_seconds(std::string_view(whole).substr(0, size)) == static_cast<double>(size) / 16000);
  }
  const std::string slow = wave(1, 16000, 16000);
  CHECK(audio_seconds(slow) == static_cast<double>(slow.size()) / 16000);
}

TEST_CASE("a format is told by the name, or else by the first bytes") {
  const auto is_audio = [](std::string name, std::string_view content) {
    return has_audio_format({.name = "file", .filename = std::move(name), .content_type = {}, .content = content});
  };
  CHECK(is_audio("a.b.MP3", ""));
  CHECK_FALSE(is_audio("a.txt", "ID3xxxxxxxxx"));
  CHECK(is_audio("audio", "ID3xxxxxxxxx"));
  CHECK(is_audio("", "RIFFxxxxWAVE"));
  CHECK_FALSE(is_audio("audio", "RIFFxxxxAVI "));
  CHECK_FALSE(is_audio("audio", ""));
}

TEST_CASE("files of other bytes or sizes have other hashes") {
  const std::string large(300'000, 'a');
  std::string other = large;
  other.back() = 'b';
  CHECK(audio_hash(large) == audio_hash(std::string(large)));
  CHECK(audio_hash(large) != audio_hash(other));
  CHECK(audio_hash(large) != audio_hash(large.substr(1)));
  CHECK(audio_hash("") != audio_hash("a"));
}

}  // namespace
}  // namespace oaisim
