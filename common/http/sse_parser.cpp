#include "common/http/sse_parser.h"

#include <algorithm>
#include <utility>

namespace oaisim {
namespace {

// The position of the first \r or \n, or npos.
std::size_t line_end(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  const auto carriage_return = bytes.substr(0, newline).find('\r');
  return std::min(newline, carriage_return);
}

}  // namespace

void SseParser::reset() {
  partial_.clear();
  partial_taken_ = false;
  clear_event();
  skip_newline_ = false;
  at_start_ = true;
  failed_ = false;
}

void SseParser::clear_event() {
  type_.clear();
  data_.clear();
  has_data_ = false;
}

bool SseParser::take_line(std::string_view& bytes, std::string_view& line) {
  if (partial_taken_) {
    partial_.clear();
    partial_taken_ = false;
  }
  if (skip_newline_ && !bytes.empty()) {
    if (bytes.front() == '\n') bytes.remove_prefix(1);
    skip_newline_ = false;
  }
  const std::size_t end = line_end(bytes);
  const std::size_t length = std::min(end, bytes.size());
  if (partial_.size() + length > limits_.line_bytes) {
    failed_ = true;
    return false;
  }
  if (end == std::string_view::npos) {
    partial_.append(bytes);
    bytes = {};
    return false;
  }
  if (partial_.empty()) {
    line = bytes.substr(0, end);
  } else {
    partial_.append(bytes.substr(0, end));
    partial_taken_ = true;
    line = partial_;
  }
  skip_newline_ = bytes[end] == '\r';
  bytes.remove_prefix(end + 1);
  if (std::exchange(at_start_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return true;
}

bool SseParser::accept_line(std::string_view line) {
  if (line.empty()) {
    if (has_data_) return true;
    clear_event();
    return false;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    if (data_.size() + value.size() + 1 > limits_.event_bytes) {
      failed_ = true;
      return false;
    }
    if (has_data_) data_.push_back('\n');
    data_.append(value);
    has_data_ = true;
  } else if (name == "event") {
    type_.assign(value);
  }
  return false;
}

}  // namespace oaisim
