#include "loadtest/plan/header_field.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace oaisim::loadtest {
namespace {

struct Refusal {
  std::string_view name;
  std::string_view why;
};

constexpr std::string_view kHop = "belongs to the connection, which oaisim-load keeps itself";
constexpr std::array<Refusal, 11> kRefused{{
    {"connection", kHop},
    {"keep-alive", kHop},
    {"proxy-authenticate", kHop},
    {"proxy-authorization", kHop},
    {"proxy-connection", kHop},
    {"te", kHop},
    {"trailer", kHop},
    {"transfer-encoding", kHop},
    {"upgrade", kHop},
    {"content-length", "is set from the body"},
    {"expect", "would wait for a permission to send the body, which disturbs what is measured"},
}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool same_header(std::string_view name, std::string_view wanted) {
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

bool is_secret_header(std::string_view name) {
  constexpr std::array<std::string_view, 6> kSecret{"authorization", "api-key",        "x-api-key",
                                                    "cookie",        "x-goog-api-key", "ocp-apim-subscription-key"};
  return std::any_of(kSecret.begin(), kSecret.end(),
                     [name](std::string_view secret) { return same_header(name, secret); });
}

Result<HeaderField> parse_header(std::string_view text) {
  const auto colon = text.find(':');
  const std::string name(text.substr(0, colon));
  if (colon == std::string_view::npos || !is_token(name)) {
    return invalid("a header is written as 'Name: value', the name in letters, digits and hyphens");
  }
  const std::string_view value = trimmed(text.substr(colon + 1));
  if (!is_header_value(value)) return invalid("the value of '" + name + "' contains a line break or control character");
  for (const auto& [refused, why] : kRefused) {
    if (same_header(name, refused)) return invalid("'" + name + "' " + std::string(why));
  }
  if (same_header(name, "accept-encoding") && value != "identity") {
    return invalid("'" + name + "' would have replies compressed, which are not unpacked; allowed: identity");
  }
  return HeaderField{name, std::string(value)};
}

}  // namespace oaisim::loadtest
