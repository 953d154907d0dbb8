#include "simulator/protocols/attachments.h"

#include <doctest/doctest.h>

#include <span>

#include "common/http/base64.h"

using namespace oaisim;

namespace {

std::string base64(const std::string& bytes) {
  std::string text;
  append_base64(std::as_bytes(std::span(bytes)), text);
  return text;
}

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

// 24 kHz, 16 bits, mono.
std::string wave(double seconds) {
  const auto size = static_cast<std::uint32_t>(seconds * 48000);
  return "RIFF" + number(36 + size) + "WAVEfmt " + number(16) + std::string("\1\0\1\0", 4) + number(24000) +
         number(48000) + std::string("\2\0\20\0", 4) + "data" + number(size) + std::string(size, '\0');
}

TokenCount audio_tokens(const std::string& encoded) {
  DecodedRequest request;
  add_audio(encoded, request);
  return request.audio_tokens;
}

DecodedRequest with_file(const std::string& data) {
  DecodedRequest request;
  add_file(data, request);
  return request;
}

std::string pdf(const std::string& objects) { return "%PDF-1.7\n\xe2\xe3\xcf\xd3\n" + objects + "%%EOF"; }

}  // namespace

TEST_CASE("a second of audio counts ten tokens, and what is begun counts") {
  CHECK(audio_tokens(base64(wave(2))) == 20);
  CHECK(audio_tokens(base64(wave(60))) == 600);  // whose header says more than was looked at
  CHECK(audio_tokens(base64(wave(0.05))) == 1);
  CHECK(audio_tokens("") == 0);
}

TEST_CASE("an MP3 counts by the bit rate of its first frame") {
  const std::string frame = "\xff\xfb\x50";  // MPEG 1, layer III, 64 kbit/s
  CHECK(audio_tokens(base64(frame + std::string(24000 - 3, 'x'))) == 30);
  const std::string tag = std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, 't');
  CHECK(audio_tokens(base64(tag + frame + std::string(24000 - 3, 'x'))) == 30);
  const std::string slow = "\xff\xf3\x10";  // MPEG 2, layer III, 8 kbit/s
  CHECK(audio_tokens(base64(slow + std::string(3000 - 3, 'x'))) == 30);
}

TEST_CASE("audio that cannot be read counts as if it had 128 kbit/s") {
  CHECK(audio_tokens(base64(std::string(48000, 'x'))) == 30);
  CHECK(audio_tokens(std::string(64000, '!')) == 30);
  for (const std::string head : {"\xff", "\xff\xfb", "\xff\xfb\xf0x", "\xff\xfb\x01x", "\xff\xeb\x50x", "ID3",
                                 "ID3\4\1\1\x7f\x7f\x7f\x7f", "RIFFxxxxWAVEfmt \x10"}) {
    CHECK(audio_tokens(base64(head)) == 1);
  }
}

TEST_CASE("a file of text counts as its text, with or without the head of a data URL") {
  for (const std::string head : {"", "data:text/plain;base64,"}) {
    const auto request = with_file(head + base64("h\xc3\xa9llo"));
    REQUIRE(request.prompt_texts.size() == 1);
    CHECK(request.prompt_texts[0] == "h\xc3\xa9llo");
    CHECK(request.prompt_characters == 5);
    CHECK(request.other_tokens == 0);
  }
}

TEST_CASE("a PDF counts an image and a text for each page") {
  const auto pages = [](const std::string& objects) {
    const auto request = with_file("data:application/pdf;base64," + base64(pdf(objects)));
    CHECK(request.prompt_texts.empty());
    CHECK(request.other_tokens == static_cast<TokenCount>(request.images.size()) * 500);
    return request.images.size();
  };
  CHECK(pages("<</Type /Pages /Count 3>> <</Type /Page>> <</Type/Page/Parent 1 0 R>> <</Type\n/Page\n>>") == 3);
  CHECK(pages("") == 1);
  CHECK(pages("/Page /Type /Pages /Type") == 1);
  std::string large;
  for (int i = 0; i < 20'000; ++i) large += "/Type/Page ";
  CHECK(pages(large) == 10'000);
}

TEST_CASE("what is neither counts as a document") {
  for (const std::string& data : {base64("a\xff"), base64(std::string("a\0b", 3)), std::string("no base64!"),
                                  std::string("data:text/plain,abc"), std::string("data:")}) {
    const auto request = with_file(data);
    CHECK(request.other_tokens == kDocumentTokens);
    CHECK(request.prompt_texts.empty());
    CHECK(request.images.empty());
  }
}
