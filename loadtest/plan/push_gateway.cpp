#include "loadtest/plan/push_gateway.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kGroups = "/metrics/job/";
constexpr std::string_view kJob = "oaisim_load";

// "%40" is "@"; what is no such code stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned char byte = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    const bool encoded = text[i] == '%' && digits.size() == 2 && read.ptr == digits.data() + 2;
    decoded.push_back(encoded ? static_cast<char>(byte) : text[i]);
    if (encoded) i += 2;
  }
  return decoded;
}

// Letters that mean something in a path become others: a name of a machine has none of them.
std::string path_segment(std::string_view name) {
  std::string segment;
  for (const unsigned char c : name) {
    segment.push_back(std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' ? static_cast<char>(c) : '_');
  }
  return segment.empty() ? "unknown" : segment;
}

// A password with a slash that is not encoded looks like a host, and a query may be a secret too.
Error not_a_gateway(const std::string& address, const Error& problem) {
  if (address.find_first_of("@?") == std::string::npos) return invalid("--prometheus-push: " + problem.message);
  return invalid(
      "--prometheus-push: this is no address of a Pushgateway (it is not shown, for it may hold a secret, in which @, "
      ": "
      "and / must be written as %40, %3A and %2F); it looks like http://localhost:9091 or "
      "https://user:password@example.org");
}

}  // namespace

Result<PushGateway> parse_push_gateway(std::string_view text, std::string_view instance) {
  const auto scheme = text.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view authority = text.substr(begin, text.find_first_of("/?#", begin) - begin);
  const auto at = authority.rfind('@');
  const std::string_view user = at == std::string_view::npos ? "" : authority.substr(0, at);
  const std::string_view rest = text.substr(at == std::string_view::npos ? begin : begin + at + 1);
  const std::string address = std::string(text.substr(0, begin)) + std::string(rest);
  auto url = parse_http_url(address);
  if (!url) return not_a_gateway(address, url.error());
  PushGateway gateway{.url = std::move(*url)};
  if (!user.empty()) {
    const std::string_view name = user.substr(0, user.find(':'));
    const std::string_view password = user.substr(std::min(name.size() + 1, user.size()));
    gateway.credentials = percent_decoded(name) + ":" + percent_decoded(password);
  }
  gateway.path_and_query = gateway.url.path;
  if (gateway.url.path.find(kGroups) == std::string::npos) {
    gateway.path_and_query += std::string(kGroups) + std::string(kJob) + "/instance/" + path_segment(instance);
  }
  if (!gateway.url.query.empty()) gateway.path_and_query += "?" + gateway.url.query;
  return gateway;
}

std::string machine_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace oaisim::loadtest
