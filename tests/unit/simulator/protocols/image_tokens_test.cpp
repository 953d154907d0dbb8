#include "simulator/protocols/image_tokens.h"

#include <doctest/doctest.h>

#include <span>
#include <string>

#include "common/base/base64.h"

using namespace oaisim;
using namespace std::string_literals;

namespace {

std::string big(unsigned value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string little(unsigned value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string png(unsigned width, unsigned height) {
  return "\x89PNG\r\n\x1a\n"s + big(13, 4) + "IHDR" + big(width, 4) + big(height, 4) + "\x08\x06";
}

std::string jpeg(unsigned width, unsigned height, bool progressive) {
  return "\xff\xd8\xff\xe0"s + big(16, 2) + "JFIF" + std::string(10, '\0') + "\xff\xdb"s + big(4, 2) + "ab" +
         (progressive ? "\xff\xc2"s : "\xff\xc0"s) + big(17, 2) + "\x08" + big(height, 2) + big(width, 2) + "\x03"s;
}

std::string webp(const std::string& kind, const std::string& data) {
  return "RIFF" + little(100, 4) + "WEBP" + kind + little(50, 4) + data + std::string(20, '\0');
}

std::string data_url(const std::string& bytes) {
  std::string url = "data:image/png;base64,";
  append_base64(std::as_bytes(std::span(bytes)), url);
  return url;
}

void check_size(const std::string& bytes, std::int64_t width, std::int64_t height) {
  const auto size = image_size(bytes);
  REQUIRE(size);
  CHECK(size->width == width);
  CHECK(size->height == height);
  for (std::size_t i = 0; i < 24 && i < bytes.size(); ++i)
    (void)image_size(bytes.substr(0, i));  // reads nothing beyond
}

TokenCount tokens(std::int64_t width, std::int64_t height, std::string_view model = "gpt-4o", bool low = false) {
  return image_tokens({{width, height}, low}, model);
}

}  // namespace

TEST_CASE("sizes are read from PNG, GIF, JPEG and WebP") {
  check_size(png(640, 70000), 640, 70000);
  check_size("GIF89a"s + little(320, 2) + little(200, 2), 320, 200);
  check_size(jpeg(1920, 1080, false), 1920, 1080);
  check_size(jpeg(12, 34, true), 12, 34);
  check_size(webp("VP8X", little(0, 4) + little(799, 3) + little(599, 3)), 800, 600);
  check_size(webp("VP8L", "\x2f" + little(799 | 599 << 14, 4)), 800, 600);
  check_size(webp("VP8 ", "\x30\x01\x00\x9d\x01\x2a"s + little(800, 2) + little(600, 2)), 800, 600);
}

TEST_CASE("what is none of them, cut off or empty has no size") {
  for (const auto& bytes : {""s, "BM........................"s, png(0, 5), png(5, 5).substr(0, 20), "\xff\xd8"s,
                            "\xff\xd8\xff\xe0"s + big(16, 2), webp("VP9 ", "")}) {
    CHECK_FALSE(image_size(bytes));
  }
}

TEST_CASE("tiles are counted as the documentation does") {
  CHECK(tokens(1024, 1024) == 765);
  CHECK(tokens(2048, 4096) == 1105);
  CHECK(tokens(4096, 8192, "gpt-4o", true) == 85);
  CHECK(tokens(512, 512) == 255);
  CHECK(tokens(1, 1) == 255);
  CHECK(tokens(1024, 1024, "gpt-4o-mini-2024-07-18") == 2833 + 4 * 5667);
  CHECK(tokens(1024, 1024, "o3") == 75 + 4 * 150);
}

TEST_CASE("Claude models count pixels, of an image that is scaled to their largest") {
  CHECK(tokens(200, 200, "claude-haiku-4-5") == 53);
  CHECK(tokens(1000, 1000, "claude-haiku-4-5") == 1333);
  CHECK(tokens(3136, 1568, "claude-haiku-4-5") == 1639);
  CHECK(tokens(1, 1, "claude-haiku-4-5") == 1);
  CHECK(tokens(100'000'000, 1, "claude-haiku-4-5") == 1);
}

TEST_CASE("an image in a data URL has its own size, one that is elsewhere that of 1024 x 1024") {
  ImageInput image;
  CHECK_FALSE(read_image("https://example.com/a.png", image));
  CHECK(image.size.width == 1024);
  CHECK_FALSE(read_image(data_url(png(10, 20)), image));
  CHECK(image.size.width == 10);
  CHECK(image.size.height == 20);
  CHECK(read_image("data:image/png;base64,!!!!", image)->code == "invalid_base64");
  CHECK(read_image("data:image/png,abc", image)->code == "invalid_image_url");
  CHECK(read_image(data_url("no image"), image)->code == "invalid_image_format");
}

TEST_CASE("base64 is undone, with or without padding") {
  for (const auto& text : {""s, "a"s, "ab"s, "abc"s, "\0\xff"s}) {
    std::string encoded;
    append_base64(std::as_bytes(std::span(text)), encoded);
    CHECK(decode_base64(encoded) == text);
    CHECK(decode_base64(encoded.substr(0, encoded.find('='))) == text);
  }
  CHECK_FALSE(decode_base64("abcde"));
  CHECK_FALSE(decode_base64("ab!d"));
}
