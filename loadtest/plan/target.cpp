#include "loadtest/plan/target.h"

#include <algorithm>
#include <cctype>

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kChat = "/chat/completions";

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(static_cast<char>(c));
    } else {
      encoded += {'%', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  return encoded;
}

std::string openai_path(const std::string& base) {
  if (base.ends_with(kChat)) return base;
  if (base.empty()) return "/v1" + std::string(kChat);
  return base + std::string(kChat);
}

// `base` may be the resource's root or may already end in /openai.
std::string azure_path(std::string base, const std::string& deployment) {
  if (base.ends_with(kChat)) return base;
  if (base.ends_with("/openai")) base.resize(base.size() - 7);
  return base + "/openai/deployments/" + percent_encoded(deployment) + std::string(kChat);
}

// A key travels in a header: a line break in it would be another header.
bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
}

}  // namespace

Result<Target> make_target(const TargetWishes& wishes) {
  if (wishes.url.empty()) return invalid("--url is missing; it is the address to test, such as http://localhost:8000");
  if (wishes.model.empty() == wishes.deployment.empty()) {
    return invalid(
        wishes.model.empty()
            ? "one of --model (OpenAI addresses) and --deployment (Azure addresses) is needed"
            : "--model and --deployment exclude each other; the first means OpenAI, the second Azure addresses");
  }
  if (!is_header_value(wishes.key)) return invalid("--key contains a line break or a control character");
  auto url = parse_http_url(wishes.url);
  if (!url) return invalid("--url: " + url.error().message);

  Target target;
  target.url = *url;
  target.key = wishes.key;
  std::string query = url->query;
  if (wishes.deployment.empty()) {
    target.model = wishes.model;
    target.path_and_query = openai_path(url->path);
  } else {
    target.flavor = ApiFlavor::azure;
    target.deployment = wishes.deployment;
    target.path_and_query = azure_path(url->path, wishes.deployment);
    if (query.find("api-version=") == std::string::npos) {
      query += (query.empty() ? "api-version=" : "&api-version=") + percent_encoded(wishes.api_version);
    }
  }
  if (!query.empty()) target.path_and_query += "?" + query;
  return target;
}

}  // namespace oaisim::loadtest
