#include "common/http/message.h"

#include <algorithm>

namespace oaisim {
namespace {

// Storage of a request that was larger than this is given back before the next one.
constexpr std::size_t kKeptCapacity = 16 * 1024;

// Room behind a body: JSON that has it is parsed where it is, and would be copied first otherwise.
constexpr std::size_t kReadAheadBytes = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void release_if_large(std::string& text) {
  if (text.capacity() > kKeptCapacity) {
    std::string().swap(text);
  } else {
    text.clear();
  }
}

// The character that `text` has at `at`, encoded or not; `at` is then its last byte.
char decoded_at(std::string_view text, std::size_t& at) {
  if (text[at] != '%' || at + 2 >= text.size()) return text[at];
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  if (high < 0 || low < 0) return text[at];
  at += 2;
  return static_cast<char>(high * 16 + low);
}

std::string decoded_parameter(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) decoded += text[i] == '+' ? ' ' : decoded_at(text, i);
  return decoded;
}

// The path of a target in origin or absolute form, decoded, with runs of slashes made one.
void normalise_path(std::string_view target, std::string& path) {
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const auto begin = target.find('/', target.find("//") + 2);
    target = begin == std::string_view::npos ? "/" : target.substr(begin);
  }
  const std::string_view raw = target.substr(0, target.find_first_of("?#"));
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = decoded_at(raw, i);
    if (c == '/' && !path.empty() && path.back() == '/') continue;
    path.push_back(c);
  }
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view HttpRequest::query(std::string_view name) const {
  const std::string_view all = target();
  std::size_t at = all.find('?');
  while (at != std::string_view::npos) {
    const std::string_view pair = all.substr(at + 1, all.find('&', at + 1) - at - 1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
    at = all.find('&', at + 1);
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> HttpRequest::query_parameters() const {
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view rest = target();
  const std::size_t begin = rest.find('?');
  rest = begin == std::string_view::npos ? std::string_view() : rest.substr(begin + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::string_view name = pair.substr(0, pair.find('='));
    const std::string_view value = pair.substr(std::min(pair.size(), name.size() + 1));
    parameters.emplace_back(decoded_parameter(name), decoded_parameter(value));
  }
  return parameters;
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& field : fields_) {
    if (equals_ignoring_case(view(field.name), name)) return view(field.value);
  }
  return {};
}

std::size_t HttpRequest::header_count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return equals_ignoring_case(view(field.name), name);
  }));
}

void HttpRequest::clear() {
  release_if_large(storage_);
  release_if_large(body_);
  path_.clear();
  fields_.clear();
}

void HttpRequest::set_line(HttpMethod method, std::string_view method_name, std::string_view target, int version) {
  method_ = method;
  version_ = version;
  method_name_ = store(method_name);
  target_ = store(target);
  normalise_path(target, path_);
}

void HttpRequest::add_header(std::string_view name, std::string_view value) {
  const Span name_span = store(name);
  fields_.push_back({name_span, store(value)});
}

void HttpRequest::append_body(std::string_view bytes) {
  const std::size_t needed = body_.size() + bytes.size() + kReadAheadBytes;
  if (needed > body_.capacity()) body_.reserve(std::max(needed, 2 * body_.capacity()));
  body_.append(bytes);
}

HttpRequest::Span HttpRequest::store(std::string_view text) {
  const Span span{static_cast<std::uint32_t>(storage_.size()), static_cast<std::uint32_t>(text.size())};
  storage_.append(text);
  return span;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Payload Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 529:  // of no RFC; Anthropic's
      return "Overloaded";
    default:
      return "Status";
  }
}

}  // namespace oaisim
