#include "simulator/protocols/attachments.h"

#include <algorithm>
#include <cmath>

#include "common/http/base64.h"
#include "common/text/utf8.h"
#include "simulator/protocols/audio_file.h"

namespace oaisim {
namespace {

constexpr std::size_t kHeadCharacters = 64 * 1024;  // of base64, that have the header of an audio file
constexpr double kAudioTokensPerSecond = 10;
constexpr TokenCount kPageTokens = 500;     // of its text
constexpr std::size_t kMostPages = 10'000;  // more than any model reads

// Objects like <</Type /Page …>>, not /Pages.
std::size_t pages_of(std::string_view pdf) {
  constexpr std::string_view kType = "/Type";
  constexpr std::string_view kPage = "/Page";
  std::size_t pages = 0;
  for (auto at = pdf.find(kPage); at != std::string_view::npos && pages < kMostPages;) {
    const std::string_view before = pdf.substr(0, pdf.find_last_not_of(" \r\n", at - 1) + 1);
    const std::string_view after = pdf.substr(at + kPage.size(), 1);
    if (before.ends_with(kType) && after != "s") ++pages;
    at = pdf.find(kPage, at + kPage.size());
  }
  return std::max<std::size_t>(pages, 1);
}

bool is_text(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && valid_utf8_prefix(bytes) == bytes.size();
}

}  // namespace

void add_audio(std::string_view encoded, DecodedRequest& request) {
  const auto head = decode_base64(encoded.substr(0, kHeadCharacters));
  const double seconds = audio_seconds(head ? std::string_view(*head) : std::string_view(), encoded.size() / 4 * 3);
  request.audio_tokens += static_cast<TokenCount>(std::ceil(seconds * kAudioTokensPerSecond));
}

void add_file(std::string_view data, DecodedRequest& request) {
  if (data.starts_with("data:")) data.remove_prefix(data.find(',') + 1);  // all of it stays where there is none
  auto bytes = decode_base64(data);
  if (bytes && bytes->starts_with("%PDF-")) {
    const std::size_t pages = pages_of(*bytes);
    request.images.insert(request.images.end(), pages, ImageInput{});
    request.other_tokens += static_cast<TokenCount>(pages) * kPageTokens;
  } else if (bytes && is_text(*bytes)) {
    request.add_text(request.made_texts.emplace_back(std::move(*bytes)));
  } else {
    request.other_tokens += kDocumentTokens;
  }
}

}  // namespace oaisim
