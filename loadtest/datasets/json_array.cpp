#include "loadtest/datasets/json_array.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

// Behind the string that begins at `begin`; npos: it does not end.
std::size_t string_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    i = text.find_first_of("\"\\", i);
    if (i == std::string_view::npos) return i;
    if (text[i] == '"') return i + 1;
    ++i;  // what is escaped
  }
  return std::string_view::npos;
}

// Behind the value that `text` begins with; npos: it does not end.
std::size_t value_end(std::string_view text) {
  if (text[0] == '"') return string_end(text, 0);
  if (text[0] != '{' && text[0] != '[') return std::min(text.find_first_of(",]} \t\r\n"), text.size());
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    i = text.find_first_of("\"{}[]", i);
    if (i == std::string_view::npos) return i;
    if (text[i] == '"') {
      i = string_end(text, i);
      continue;
    }
    const bool opens = text[i] == '{' || text[i] == '[';
    depth = opens ? depth + 1 : depth - 1;
    ++i;
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::string_view> JsonArray::next() {
  skip_blanks();
  line_ = rest_line_;
  if (place_ == Place::outside) {
    if (rest_.empty()) return rest_;
    if (!rest_.starts_with('[')) {
      place_ = Place::end;
      return take_element();
    }
    place_ = Place::first;
    advance(1);
    skip_blanks();
    line_ = rest_line_;
    if (rest_.starts_with(']')) return advance(1), finish();
  } else if (place_ == Place::end) {
    return finish();
  } else if (rest_.starts_with(']')) {
    return advance(1), finish();
  } else if (rest_.starts_with(',')) {
    advance(1);
    skip_blanks();
    line_ = rest_line_;
  } else {
    return invalid(rest_.empty() ? "the array does not end; expected ]" : "expected , or ] after a record");
  }
  place_ = Place::following;
  return take_element();
}

Result<std::string_view> JsonArray::take_element() {
  if (rest_.empty()) return invalid("the array does not end; expected a record or ]");
  const std::size_t end = value_end(rest_);
  if (end == std::string_view::npos) return invalid("the record does not end; a bracket or a quote is missing");
  if (end == 0) return invalid("expected a record instead of '" + std::string(rest_.substr(0, 1)) + "'");
  const std::string_view element = rest_.substr(0, end);
  advance(end);
  return element;
}

Result<std::string_view> JsonArray::finish() {
  place_ = Place::end;
  skip_blanks();
  line_ = rest_line_;
  if (rest_.empty()) return rest_;
  return invalid("text follows the array or the object; for one record a line the format is jsonl");
}

void JsonArray::skip_blanks() { advance(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

void JsonArray::advance(std::size_t bytes) {
  rest_line_ +=
      static_cast<std::size_t>(std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(bytes), '\n'));
  rest_.remove_prefix(bytes);
}

}  // namespace oaisim::loadtest
