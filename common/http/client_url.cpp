#include "common/http/client_url.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace oaisim {
namespace {

Error bad_url(std::string_view text, const std::string& problem) {
  return invalid("'" + std::string(text) + "' " + problem +
                 "; an address looks like http://localhost:8000, https://example.org/v1 or http://[::1]:8000");
}

bool is_host_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' || c == ':' || c == '%';
}

bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
  return code == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

// Repeated slashes become one and the last is dropped.
std::string tidy_path(std::string_view path) {
  std::string tidy;
  for (const char c : path) {
    if (c != '/' || tidy.empty() || tidy.back() != '/') tidy.push_back(c);
  }
  while (!tidy.empty() && tidy.back() == '/') tidy.pop_back();
  return tidy;
}

}  // namespace

std::string HttpUrl::authority() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  std::string text;
  if (ipv6) text.push_back('[');
  text.append(host);
  if (ipv6) text.push_back(']');
  if (port != (secure ? "443" : "80")) text.append(":").append(port);
  return text;
}

std::string HttpUrl::origin() const { return (secure ? "https://" : "http://") + authority(); }

Result<HttpUrl> parse_http_url(std::string_view text) {
  constexpr std::string_view kPlain = "http://", kSecure = "https://";
  HttpUrl url;
  url.secure = text.starts_with(kSecure);
  if (url.secure) url.port = "443";
  if (!url.secure && !text.starts_with(kPlain)) return bad_url(text, "starts neither with http:// nor with https://");
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    return bad_url(text, "contains a space or a control character");
  }
  std::string_view rest = text.substr(url.secure ? kSecure.size() : kPlain.size());
  rest = rest.substr(0, rest.find('#'));
  if (const auto question = rest.find('?'); question != std::string_view::npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) {
    url.written_path = rest.substr(slash);
    url.path = tidy_path(url.written_path);
  }
  if (authority.find('@') != std::string_view::npos)
    return bad_url(text, "contains a user name; pass the key with --key");

  const bool bracketed = authority.starts_with('[');
  const auto host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos) return bad_url(text, "has a '[' without a ']'");
  url.host = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  std::string_view port = host_end == std::string_view::npos ? "" : authority.substr(host_end + (bracketed ? 1 : 0));
  if (!port.empty()) {
    if (port.front() != ':' || !is_port(port.substr(1))) return bad_url(text, "has a port that is not 1 to 65535");
    url.port = port.substr(1);
  }
  if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), is_host_character)) {
    return bad_url(text, "has no valid host name");
  }
  return url;
}

}  // namespace oaisim
