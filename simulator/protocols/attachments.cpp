#include "simulator/protocols/attachments.h"

#include <algorithm>
#include <cmath>

#include "common/base/base64.h"
#include "common/text/utf8.h"
#include "simulator/protocols/audio_file.h"

namespace oaisim {
namespace {

using Kind = Attachment::Kind;

constexpr double kAudioTokensPerSecond = 10;
constexpr std::int64_t kMostPages = 10'000;  // of a file: more than any model reads

// Objects like <</Type /Page …>>, not /Pages.
std::int64_t pages_of(std::string_view pdf) {
  constexpr std::string_view kType = "/Type";
  constexpr std::string_view kPage = "/Page";
  std::int64_t pages = 0;
  for (auto at = pdf.find(kPage); at != std::string_view::npos && pages < kMostPages;) {
    const std::string_view before = pdf.substr(0, pdf.find_last_not_of(" \r\n", at - 1) + 1);
    const std::string_view after = pdf.substr(at + kPage.size(), 1);
    if (before.ends_with(kType) && after != "s") ++pages;
    at = pdf.find(kPage, at + kPage.size());
  }
  return std::max<std::int64_t>(pages, 1);
}

bool is_text(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && valid_utf8_prefix(bytes) == bytes.size();
}

std::optional<ApiError> read_audio(const Attachment& audio, DecodedRequest& request) {
  const auto bytes = decode_base64(audio.data);
  const bool fits = bytes && (audio.kind == Kind::wav ? is_wave(*bytes) : is_mp3(*bytes));
  if (!fits) {
    return ApiError{.message = "This model does not support the format you provided.",
                    .param = "messages",
                    .code = "unsupported_format"};
  }
  request.audio_tokens += static_cast<TokenCount>(std::ceil(audio_seconds(*bytes) * kAudioTokensPerSecond));
  return std::nullopt;
}

ApiError invalid_file(const std::string& param, std::string_view got) {
  return {.message = "Invalid file data: '" + param +
                     "'. Expected a base64-encoded data URL with a valid file MIME type (e.g. "
                     "'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), but got " +
                     std::string(got) + ".",
          .param = param,
          .code = "invalid_value"};
}

// The base64 of a data URL, or all of what is none.
std::string_view without_head(std::string_view data) {
  if (!data.starts_with("data:")) return data;
  constexpr std::string_view kBase64 = ";base64,";
  const auto at = data.substr(0, data.find(',') + 1).rfind(kBase64);
  return at == std::string_view::npos ? data : data.substr(at + kBase64.size());
}

std::optional<ApiError> read_file(const Attachment& file, DecodedRequest& request) {
  const std::string_view encoded = without_head(file.data);
  if (encoded.empty()) return invalid_file(file.param, "empty base64-encoded bytes");
  auto bytes = decode_base64(encoded);
  if (!bytes) return invalid_file(file.param, "an invalid base64-encoded value");
  if (bytes->starts_with("%PDF-")) {
    request.pages += pages_of(*bytes);
  } else if (is_text(*bytes)) {
    request.add_text(request.made_texts.emplace_back(std::move(*bytes)));
  } else {
    request.other_tokens += kDocumentTokens;
  }
  return std::nullopt;
}

}  // namespace

void note_audio(std::string_view encoded, std::string_view format, std::string param, DecodedRequest& request) {
  request.attachments.push_back({format == "mp3" ? Kind::mp3 : Kind::wav, encoded, std::move(param)});
}

void note_file(std::string_view data, std::string param, DecodedRequest& request) {
  request.attachments.push_back({Kind::file, data, std::move(param)});
}

std::optional<ApiError> read_attachments(DecodedRequest& request) {
  for (const Attachment& each : request.attachments) {
    auto error = each.kind == Kind::file ? read_file(each, request) : read_audio(each, request);
    if (error) return error;
  }
  request.attachments.clear();
  return std::nullopt;
}

}  // namespace oaisim
