#include "simulator/limits/limit_settings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace oaisim {
namespace {

using nlohmann::json;

constexpr std::array kProfiles = {LimitProfile::azure, LimitProfile::openai, LimitProfile::anthropic};
constexpr std::array kKinds = {WindowKind::sliding_window, WindowKind::fixed_window, WindowKind::token_bucket};

// Reads the values of one object; the first failure is kept and named by `where` and the key's path.
class ObjectReader {
 public:
  ObjectReader(const json& object, std::string where, std::string path)
      : object_(object), where_(std::move(where)), path_(std::move(path)) {}

  void read(const char* key, std::optional<TokenCount>& rate) {
    with(
        key,
        [&](const json& value) {
          if (value.is_null()) return rate.reset(), true;
          if (!value.is_number()) return false;
          const double number = value.get<double>();
          if (!(number >= 0 && number <= static_cast<double>(LimitSettings::kMaximumRate)) ||
              number != std::floor(number))
            return false;
          return rate = static_cast<TokenCount>(number), true;
        },
        "a whole number from 0 (no limit) to " + std::to_string(LimitSettings::kMaximumRate) + ", or null");
  }

  template <typename Enum, std::size_t kCount>
  void read(const char* key, std::optional<Enum>& choice, const std::array<Enum, kCount>& allowed) {
    std::string names;
    for (const Enum one : allowed) names.append(to_string(one)).append(", ");
    with(
        key,
        [&](const json& value) {
          if (value.is_null()) return choice.reset(), true;
          for (const Enum one : allowed) {
            if (value == to_string(one)) return choice = one, true;
          }
          return false;
        },
        names + "or null");
  }

  void read(const char* key, Duration& window) {
    with(
        key,
        [&](const json& value) {
          if (value == "10s" || value == 10) return window = std::chrono::seconds(10), true;
          if (value == "1s" || value == 1) return window = std::chrono::seconds(1), true;
          return false;
        },
        "1s, 10s");
  }

  void read(const char* key, bool& flag) {
    with(
        key, [&](const json& value) { return value.is_boolean() && (flag = value.get<bool>(), true); }, "true, false");
  }

  // True when the value is an object, to be read by a reader of its own; null counts as an empty one.
  bool has_object(const char* key) {
    bool found = false;
    with(
        key, [&](const json& value) { return found = value.is_object(), found || value.is_null(); },
        "an object, or null");
    return found;
  }

  // REQUIRES: every allowed key was read.
  void refuse_unknown_keys(const char* allowed) {
    for (const auto& item : object_.items()) {
      if (error_.empty() && std::find(seen_.begin(), seen_.end(), item.key()) == seen_.end()) {
        error_ = where_ + ": unknown key " + path_ + item.key() + "; allowed: " + allowed;
      }
    }
  }

  const std::string& error() const { return error_; }

 private:
  template <typename Read>
  void with(const char* key, Read read, const std::string& allowed) {
    seen_.emplace_back(key);
    const auto found = object_.find(key);
    if (found == object_.end() || !error_.empty() || read(*found)) return;
    error_ = where_ + ": " + path_ + key + " is " + found->dump() + "; allowed: " + allowed;
  }

  const json& object_;
  std::string where_;
  std::string path_;
  std::vector<std::string> seen_;
  std::string error_;
};

Status read_per_key(const json& object, const std::string& where, LimitRates& rates) {
  ObjectReader reader(object, where, "limits.perKey.");
  reader.read("tokensPerMinute", rates.tokens_per_minute);
  reader.read("requestsPerMinute", rates.requests_per_minute);
  reader.refuse_unknown_keys("tokensPerMinute, requestsPerMinute");
  if (!reader.error().empty()) return invalid(reader.error());
  return success();
}

Status read_limits(const json& object, const std::string& where, LimitSettings& settings) {
  ObjectReader reader(object, where, "limits.");
  reader.read("profile", settings.profile, kProfiles);
  reader.read("window", settings.window, kKinds);
  reader.read("requestWindow", settings.request_window);
  reader.read("exactPromptTokens", settings.exact_prompt_tokens);
  const bool per_key = reader.has_object("perKey");
  reader.refuse_unknown_keys("profile, window, requestWindow, exactPromptTokens, perKey");
  if (!reader.error().empty()) return invalid(reader.error());
  if (per_key) return read_per_key(object["perKey"], where, settings.per_key);
  if (object.contains("perKey")) settings.per_key = {};
  return success();
}

void write_rates(const LimitRates& rates, json& object) {
  if (rates.tokens_per_minute) object["tokensPerMinute"] = *rates.tokens_per_minute;
  if (rates.requests_per_minute) object["requestsPerMinute"] = *rates.requests_per_minute;
}

}  // namespace

std::string_view to_string(LimitProfile profile) {
  switch (profile) {
    case LimitProfile::azure:
      return "azure";
    case LimitProfile::openai:
      return "openai";
    case LimitProfile::anthropic:
      return "anthropic";
  }
  return "";
}

std::string_view to_string(WindowKind kind) {
  switch (kind) {
    case WindowKind::sliding_window:
      return "sliding_window";
    case WindowKind::fixed_window:
      return "fixed_window";
    case WindowKind::token_bucket:
      return "token_bucket";
  }
  return "";
}

std::string_view to_string(LimitReason reason) {
  switch (reason) {
    case LimitReason::none:
      return "none";
    case LimitReason::requests:
      return "requests";
    case LimitReason::tokens:
      return "tokens";
  }
  return "";
}

TokenCount LimitRates::effective_requests_per_minute() const {
  if (requests_per_minute) return *requests_per_minute;
  const TokenCount tokens = effective_tokens_per_minute();
  return tokens == 0 ? 0 : std::max<TokenCount>(tokens * 6 / 1000, 1);
}

Result<LimitSettings> parse_limit_settings(const json& deployment, std::string_view where, LimitSettings settings) {
  const std::string place(where);
  if (!deployment.is_object()) return invalid(place + ": is not an object");
  ObjectReader reader(deployment, place, "");
  reader.read("tokensPerMinute", settings.deployment.tokens_per_minute);
  reader.read("requestsPerMinute", settings.deployment.requests_per_minute);
  const bool limits = reader.has_object("limits");
  if (!reader.error().empty()) return invalid(reader.error());
  if (limits) {
    if (auto status = read_limits(deployment["limits"], place, settings); !status) return status.error();
  } else if (deployment.contains("limits")) {
    LimitSettings without;
    without.deployment = settings.deployment;
    settings = without;
  }
  return settings;
}

void write_limit_settings(const LimitSettings& settings, json& deployment) {
  write_rates(settings.deployment, deployment);
  json limits = {{"requestWindow", settings.request_window == std::chrono::seconds(1) ? "1s" : "10s"},
                 {"exactPromptTokens", settings.exact_prompt_tokens}};
  if (settings.profile) limits["profile"] = to_string(*settings.profile);
  if (settings.window) limits["window"] = to_string(*settings.window);
  if (settings.per_key != LimitRates{}) write_rates(settings.per_key, limits["perKey"]);
  deployment["limits"] = std::move(limits);
}

bool is_limit_settings_key(std::string_view key) {
  return key == "tokensPerMinute" || key == "requestsPerMinute" || key == "limits";
}

}  // namespace oaisim
