#include "loadtest/client/json_path_parser.h"

#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

namespace oaisim::loadtest {
namespace {

using Selector = JsonPath::Selector;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters of any language: what is not ASCII.
bool is_name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80;
}

}  // namespace

bool JsonPathParser::take(char c) {
  if (at_end() || peek() != c) return false;
  ++at_;
  return true;
}

void JsonPathParser::skip_spaces() {
  while (!at_end() && std::string_view(" \t\r\n").find(peek()) != std::string_view::npos) ++at_;
}

bool JsonPathParser::expect(bool found, std::string_view what) {
  if (!found && problem_.empty()) {
    problem_ = "at character " + std::to_string(at_ + 1) + ", " + std::string(what) + " was expected";
  }
  return found;
}

Result<std::vector<JsonPath::Segment>> JsonPathParser::parse() {
  std::vector<JsonPath::Segment> segments;
  expect(take('$'), "'$', the whole record,");
  while (problem_.empty() && !at_end()) {
    if (!expect(segments.size() < kMostSegments, "the end")) break;
    read_segment(segments.emplace_back());
  }
  if (!problem_.empty()) return invalid("'" + std::string(text_) + "': " + problem_);
  return segments;
}

void JsonPathParser::read_segment(JsonPath::Segment& segment) {
  if (take('[')) return read_brackets(segment);
  if (!expect(take('.'), "'.' or '['")) return;
  segment.descendants = take('.');
  if (segment.descendants && take('[')) return read_brackets(segment);
  read_member(segment.selectors.emplace_back());
}

void JsonPathParser::read_member(Selector& selector) {
  if (take('*')) return;
  const std::size_t begin = at_;
  while (!at_end() && is_name_character(peek())) ++at_;
  const bool named = at_ > begin && !is_digit(text_[begin]);
  if (!named) at_ = begin;
  if (!expect(named, "a name or '*'")) return;
  selector.kind = Selector::Kind::name;
  selector.name = text_.substr(begin, at_ - begin);
}

void JsonPathParser::read_brackets(JsonPath::Segment& segment) {
  do {
    skip_spaces();
    read_selector(segment.selectors.emplace_back());
    skip_spaces();
  } while (problem_.empty() && take(','));
  expect(take(']'), "',' or ']'");
}

void JsonPathParser::read_selector(Selector& selector) {
  if (take('*')) return;
  if (peek() == '\'' || peek() == '"') {
    selector.kind = Selector::Kind::name;
    return read_quoted(selector.name);
  }
  if (!expect(peek() != '?', "a name, an index, a slice or '*' (filters are not supported)")) return;
  selector.kind = Selector::Kind::index;
  selector.first = read_number();
  skip_spaces();
  if (peek() == ':') return read_slice(selector);
  expect(selector.first.has_value(), "a name in quotes, an index, a slice or '*'");
}

void JsonPathParser::read_slice(Selector& selector) {
  selector.kind = Selector::Kind::slice;
  take(':');
  skip_spaces();
  selector.last = read_number();
  skip_spaces();
  if (!take(':')) return;
  skip_spaces();
  selector.step = read_number().value_or(1);
}

std::optional<std::int64_t> JsonPathParser::read_number() {
  if (peek() != '-' && !is_digit(peek())) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
  // What JSON's numbers hold exactly (RFC 9535, 2.1).
  constexpr std::int64_t kMost = (1LL << 53) - 1;
  if (!expect(code == std::errc() && number >= -kMost && number <= kMost, "a whole number")) return std::nullopt;
  at_ = static_cast<std::size_t>(end - text_.data());
  return number;
}

// Read as a string of JSON, whose escapes it has; within single quotes those are escaped and double quotes are not.
void JsonPathParser::read_quoted(std::string& text) {
  const char quote = peek();
  const std::size_t begin = at_++;
  std::string json = "\"";
  while (!at_end() && peek() != quote) {
    if (peek() == '"') json += '\\';
    const bool escape = peek() == '\\' && at_ + 1 < text_.size();
    const bool plain_quote = escape && quote == '\'' && text_[at_ + 1] == '\'';
    if (escape && !plain_quote) json += text_[at_];
    if (escape) ++at_;
    json += text_[at_++];
  }
  if (!expect(take(quote), "the quote that ends the name")) return;
  const auto parsed = nlohmann::json::parse(json + '"', nullptr, false);
  const bool readable = parsed.is_string();
  if (!readable) at_ = begin;
  if (expect(readable, "a name in quotes with the escapes of JSON")) text = parsed.get<std::string>();
}

}  // namespace oaisim::loadtest
