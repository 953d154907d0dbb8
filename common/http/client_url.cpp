#include "common/http/client_url.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace oaisim {
namespace {

// The ends and the whole of names of secret values, in small letters.
constexpr std::string_view kSecretEnds[] = {
    "key", "token", "secret", "password", "signature", "credential", "mechanismproperties"};
constexpr std::string_view kSecretNames[] = {"auth", "code", "pwd", "sig"};

bool is_secret_name(std::string_view written) {
  std::string name(written);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto is_name = [&](std::string_view secret) { return name == secret; };
  return std::any_of(std::begin(kSecretNames), std::end(kSecretNames), is_name) ||
         std::any_of(std::begin(kSecretEnds), std::end(kSecretEnds),
                     [&](std::string_view end) { return name.ends_with(end); });
}

// Calls `use(name, value, secret)` for each part of a query; a part without `=` is a name.
template <typename Use>
void for_each_part(std::string_view query, const Use& use) {
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    const auto equals = std::min(part.find('='), part.size());
    const bool secret = equals < part.size() && is_secret_name(part.substr(0, equals));
    use(part.substr(0, equals), part.substr(equals), secret);
    query.remove_prefix(std::min(part.size() + 1, query.size()));
  }
}

// What stands before the last @, however it is written, may be a name and a password.
std::string without_user(std::string_view text) {
  const auto at = text.substr(0, text.find('?')).rfind('@');
  const auto scheme = text.find("://");
  if (at == std::string_view::npos) return std::string(text);
  const std::string_view begin = scheme < at ? text.substr(0, scheme + 3) : "";
  return std::string(begin) + "***" + std::string(text.substr(at));
}

Error bad_url(std::string_view text, const std::string& problem) {
  return invalid("'" + redacted_path(without_user(text)) + "' " + problem +
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

std::string redacted_query(std::string_view query) {
  std::string shown;
  for_each_part(query, [&](std::string_view name, std::string_view value, bool secret) {
    if (!shown.empty()) shown += '&';
    shown += std::string(name) + (secret ? "=***" : std::string(value));
  });
  return shown;
}

std::string redacted_path(std::string_view path_and_query) {
  const auto query = path_and_query.find('?');
  if (query == std::string_view::npos) return std::string(path_and_query);
  return std::string(path_and_query.substr(0, query + 1)) + redacted_query(path_and_query.substr(query + 1));
}

std::vector<std::string_view> secrets_of_query(std::string_view query) {
  std::vector<std::string_view> secrets;
  for_each_part(query, [&](std::string_view, std::string_view value, bool secret) {
    if (secret) secrets.push_back(value.substr(1));
  });
  return secrets;
}

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
    return bad_url(text, "contains a user name; pass a key with --key, and others with --header");

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
