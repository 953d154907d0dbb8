#include "loadtest/plan/target.h"

#include <algorithm>
#include <cctype>

#include "common/text/utf8.h"

namespace oaisim::loadtest {
namespace {

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

// Anthropic's clients take an address without /v1, whatever its path; OpenAI's take it with.
std::string openai_path(const std::string& base, Api api) {
  const std::string path(traits_of(api).path);
  if (base.ends_with(path)) return base;
  if (base.empty() || (api == Api::messages && !base.ends_with("/v1"))) return base + "/v1" + path;
  return base + path;
}

// `base` may be the resource's root or may already end in /openai or /openai/v1.
std::string azure_path(std::string base, Api api, const std::string& deployment) {
  const std::string path(traits_of(api).path);
  if (base.ends_with(path)) return base;
  if (base.ends_with("/v1")) base.resize(base.size() - 3);
  if (base.ends_with("/openai")) base.resize(base.size() - 7);
  if (api == Api::responses) return base + "/openai/v1" + path;
  return base + "/openai/deployments/" + percent_encoded(deployment) + path;
}

Error needs_model_or_deployment(bool none) {
  return invalid(none ? "one of --model (OpenAI addresses) and --deployment (Azure addresses) is needed"
                      : "--model and --deployment exclude each other; the first means OpenAI, the second Azure "
                        "addresses");
}

Status check_text(const TargetWishes& wishes) {
  if (!is_header_value(wishes.key)) return invalid("--key contains a line break or a control character");
  if (valid_utf8_prefix(wishes.model) != wishes.model.size()) return invalid("--model is not valid UTF-8");
  const auto is_plain = [](unsigned char c) { return c > ' ' && c < 0x7f; };
  if (!wishes.path.empty() &&
      (!wishes.path.starts_with('/') || !std::all_of(wishes.path.begin(), wishes.path.end(), is_plain))) {
    return invalid("--path starts with a slash and is percent-encoded, such as /v2/items?limit=5");
  }
  return success();
}

Status check_api(const TargetWishes& wishes, Api api) {
  if (api == Api::http) {
    if (!wishes.deployment.empty()) return invalid("--deployment has no meaning with --api http");
    if (!wishes.method.empty() && !is_token(wishes.method)) return invalid("--method is a word such as POST");
    return success();
  }
  if (!wishes.method.empty()) return invalid("--method needs --api http; the other APIs are always POST");
  if (wishes.model.empty() == wishes.deployment.empty()) return needs_model_or_deployment(wishes.model.empty());
  if (api == Api::messages && !wishes.deployment.empty()) {
    return invalid("--api messages has no addresses of Azure OpenAI; use --model");
  }
  return success();
}

Status add_headers(const TargetWishes& wishes, Target& target) {
  for (const auto& text : wishes.headers) {
    auto header = parse_header(text);
    if (!header) return invalid("--header: " + header.error().message);
    target.headers.push_back(std::move(*header));
  }
  return success();
}

void set_path(const TargetWishes& wishes, Target& target) {
  const HttpUrl& url = target.url;
  std::string query = url.query;
  if (!wishes.path.empty()) {
    target.path_and_query = wishes.path;
    return;
  }
  if (target.api == Api::http) {
    target.path_and_query = url.written_path.empty() ? "/" : url.written_path;
  } else if (target.flavor == ApiFlavor::openai) {
    target.path_and_query = openai_path(url.path, target.api);
  } else {
    target.path_and_query = azure_path(url.path, target.api, wishes.deployment);
    const bool versioned = target.api != Api::responses;
    if (versioned && query.find("api-version=") == std::string::npos) {
      query += (query.empty() ? "api-version=" : "&api-version=") + percent_encoded(wishes.api_version);
    }
  }
  if (!query.empty()) target.path_and_query += "?" + query;
}

}  // namespace

void Target::forget_secrets() {
  key.clear();
  for (auto& header : headers) header.value.clear();
  path_and_query = redacted_path(path_and_query);
  url.query = redacted_query(url.query);
}

Result<Api> find_api(const std::string& name) {
  std::string allowed;
  for (const auto& traits : kApis) {
    if (traits.name == name) return traits.api;
    allowed += (allowed.empty() ? "" : ", ") + std::string(traits.name);
  }
  return invalid("--api: '" + name + "' is unknown; allowed: " + allowed);
}

Result<Target> make_target(const TargetWishes& wishes) {
  if (wishes.url.empty()) return invalid("--url is missing; it is the address to test, such as http://localhost:8000");
  const auto api = find_api(wishes.api);
  if (!api) return api.error();
  if (auto status = check_api(wishes, *api); !status) return status.error();
  if (auto status = check_text(wishes); !status) return status.error();
  auto url = parse_http_url(wishes.url);
  if (!url) return invalid("--url: " + url.error().message);

  Target target;
  target.api = *api;
  target.url = *url;
  target.key = wishes.key;
  target.tls = wishes.tls;
  if (*api == Api::http) target.method = wishes.method;
  target.flavor = wishes.deployment.empty() ? ApiFlavor::openai : ApiFlavor::azure;
  target.model = wishes.model;
  target.deployment = wishes.deployment;
  if (auto status = add_headers(wishes, target); !status) return status.error();
  set_path(wishes, target);
  return target;
}

}  // namespace oaisim::loadtest
