#include "bench/streams/stream_reader.h"

#include <cstring>

namespace oaisim::bench {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kStatus = "HTTP/1.1 200 ";
constexpr std::string_view kStreamEnd = "data: [DONE]\n\n\r\n0\r\n\r\n";

}  // namespace

std::int64_t StreamReader::consume(std::string_view bytes) {
  if (!in_body_) bytes = skip_head(bytes);
  if (bytes.empty()) return 0;
  keep_tail(bytes);
  const std::int64_t before = events_;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
    const char left = at == bytes.data() ? previous_ : at[-1];
    if (left == '\n') ++events_;
    if (++at == end) break;
  }
  previous_ = bytes.back();
  return events_ - before;
}

// What follows the head, once that is complete.
std::string_view StreamReader::skip_head(std::string_view bytes) {
  const std::size_t held = head_.size();
  head_ += bytes;
  const std::size_t end = head_.find(kHeadEnd);
  if (end == std::string::npos) return {};
  in_body_ = true;
  refused_ = !head_.starts_with(kStatus);
  const std::size_t head_bytes = end + kHeadEnd.size();
  std::string().swap(head_);
  return bytes.substr(head_bytes - held);
}

void StreamReader::keep_tail(std::string_view bytes) {
  if (bytes.size() >= kStreamEnd.size()) {
    tail_ = bytes.substr(bytes.size() - kStreamEnd.size());
  } else {
    tail_ += bytes;
    if (tail_.size() > kStreamEnd.size()) tail_.erase(0, tail_.size() - kStreamEnd.size());
  }
  ended_ = tail_ == kStreamEnd;
}

}  // namespace oaisim::bench
