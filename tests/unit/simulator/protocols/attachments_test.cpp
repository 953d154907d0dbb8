#include "simulator/protocols/attachments.h"

#include <doctest/doctest.h>

#include <span>

#include "common/base/base64.h"

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

DecodedRequest with_audio(const std::string& encoded, std::string_view format) {
  DecodedRequest request;
  note_audio(encoded, format, "messages[0].content[0]", request);
  return request;
}

TokenCount audio_tokens(const std::string& bytes, std::string_view format) {
  const std::string encoded = base64(bytes);
  DecodedRequest request = with_audio(encoded, format);
  REQUIRE_FALSE(read_attachments(request));
  return request.audio_tokens;
}

std::optional<ApiError> audio_error(const std::string& encoded, std::string_view format) {
  DecodedRequest request = with_audio(encoded, format);
  return read_attachments(request);
}

std::optional<ApiError> read_one_file(const std::string& data, DecodedRequest& request) {
  note_file(data, "input[0].content[1].file_data", request);
  return read_attachments(request);
}

DecodedRequest with_file(const std::string& data) {
  DecodedRequest request;
  REQUIRE_FALSE(read_one_file(data, request));
  return request;
}

std::string pdf(const std::string& objects) { return "%PDF-1.7\n\xe2\xe3\xcf\xd3\n" + objects + "%%EOF"; }

}  // namespace

TEST_CASE("a second of audio counts ten tokens, and what is begun counts") {
  CHECK(audio_tokens(wave(2), "wav") == 20);
  CHECK(audio_tokens(wave(60), "wav") == 600);
  CHECK(audio_tokens(wave(0.05), "wav") == 1);
  CHECK(audio_tokens(wave(0), "wav") == 0);
}

TEST_CASE("an MP3 counts by the bit rate of its first frame, whatever is before that") {
  const std::string frames = "\xff\xfb\x50" + std::string(24000 - 3, 'x');  // MPEG 1, layer III, 64 kbit/s
  CHECK(audio_tokens(frames, "mp3") == 30);
  const std::string tag = std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, 't');
  CHECK(audio_tokens(tag + frames, "mp3") == 30);
  const std::string picture = std::string("ID3\4\0\0\0\x12\x2f\x40", 10) + std::string(300'992, 'p');
  CHECK(audio_tokens(picture + frames, "mp3") == 30);
  const std::string slow = "\xff\xf3\x10";  // MPEG 2, layer III, 8 kbit/s
  CHECK(audio_tokens(slow + std::string(3000 - 3, 'x'), "mp3") == 30);
}

TEST_CASE("an MP3 that cannot be read counts as if it had 128 kbit/s") {
  for (const std::string head :
       {"\xff\xfb", "\xff\xfb\xf0x", "\xff\xfb\x01x", "\xff\xeb\x50x", "ID3", "ID3\4\1\1\x7f\x7f\x7f\x7f"}) {
    CHECK(audio_tokens(head, "mp3") == 1);
  }
  CHECK(audio_tokens("RIFFxxxxWAVEfmt \x10", "wav") == 1);
}

TEST_CASE("what is no base64, or audio of another format, is refused") {
  const std::string mp3 = base64("\xff\xfb\x50" + std::string(100, 'x'));
  CHECK_FALSE(audio_error(mp3, "mp3"));
  for (const std::string& data : {std::string(), std::string("!!!not base64"), mp3, base64("RIFF"),
                                  "data:audio/wav;base64," + base64(wave(1)), base64(wave(2)) + "!"}) {
    const auto error = audio_error(data, "wav");
    REQUIRE(error);
    CHECK(error->status == 400);
    CHECK(error->param == "messages");
    CHECK(error->code == "unsupported_format");
  }
  CHECK(audio_error(base64(wave(1)), "mp3"));
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

TEST_CASE("a PDF counts its pages") {
  const auto pages = [](const std::string& objects) {
    const auto request = with_file("data:application/pdf;base64," + base64(pdf(objects)));
    CHECK(request.prompt_texts.empty());
    CHECK(request.images.empty());
    return request.pages;
  };
  CHECK(pages("<</Type /Pages /Count 3>> <</Type /Page>> <</Type/Page/Parent 1 0 R>> <</Type\n/Page\n>>") == 3);
  CHECK(pages("") == 1);
  CHECK(pages("/Page /Type /Pages /Type") == 1);
  std::string large;
  for (int i = 0; i < 20'000; ++i) large += "/Type/Page ";
  CHECK(pages(large) == 10'000);
}

TEST_CASE("files are not looked into until they are to be, wherever their data is by then") {
  std::string data = base64("Hello");
  DecodedRequest request;
  note_file(data, "file_data", request);
  CHECK(request.attached_bytes() == data.size());
  CHECK(request.prompt_texts.empty());
  request.own_texts();
  data.assign(data.size(), '!');
  REQUIRE_FALSE(read_attachments(request));
  request.own_texts();
  CHECK(request.attached_bytes() == 0);
  REQUIRE(request.prompt_texts.size() == 1);
  CHECK(request.prompt_texts[0] == "Hello");
}

TEST_CASE("the pages of many files are a number") {
  const std::string data = base64(pdf(std::string("/Type/Page")));
  DecodedRequest request;
  for (int i = 0; i < 1000; ++i) note_file(data, "file_data", request);
  REQUIRE_FALSE(read_attachments(request));
  CHECK(request.pages == 1000);
  CHECK(request.images.empty());
}

TEST_CASE("what is neither counts as a document") {
  for (const std::string& data : {base64("a\xff"), base64(std::string("a\0b", 3))}) {
    const auto request = with_file(data);
    CHECK(request.other_tokens == kDocumentTokens);
    CHECK(request.prompt_texts.empty());
    CHECK(request.pages == 0);
  }
}

TEST_CASE("a file that is no base64 is refused by the name of its parameter") {
  const auto message_of = [](const std::string& data) {
    DecodedRequest request;
    const auto error = read_one_file(data, request);
    REQUIRE(error);
    CHECK(error->param == "input[0].content[1].file_data");
    CHECK(error->code == "invalid_value");
    return error->message;
  };
  for (const std::string data : {"", "data:application/pdf;base64,"}) {
    CHECK(message_of(data).ends_with("but got empty base64-encoded bytes."));
  }
  for (const std::string data : {"***", "data:", "data:nocomma", "data:text/plain,abc", "data:text/plain;base64,*"}) {
    CHECK(message_of(data).ends_with("but got an invalid base64-encoded value."));
  }
}
