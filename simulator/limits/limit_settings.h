// What a deployment's limits are, as its configuration states them.
//
//   {
//     "tokensPerMinute": 10000,          absent or 0: tokens are not limited
//     "requestsPerMinute": 60,           absent: 6 per 1000 tokensPerMinute; 0: requests are not limited
//     "limits": {
//       "profile": "azure",              azure | openai | anthropic; absent: by the address that was called
//       "window": "sliding_window",      sliding_window | fixed_window | token_bucket; absent: by profile
//       "requestWindow": "10s",          1s | 10s, of the azure profile
//       "exactPromptTokens": false,      false: ceil(characters / 4)
//       "perKey": { "tokensPerMinute": 1000, "requestsPerMinute": 6 }
//     }
//   }
//
// Thread safety: plain values.  Units: tokens or requests per minute.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim {

enum class LimitProfile { azure, openai, anthropic };
inline constexpr std::size_t kLimitProfiles = 3;
enum class WindowKind { sliding_window, fixed_window, token_bucket };
enum class LimitReason { none, requests, tokens };

std::string_view to_string(LimitProfile profile);
std::string_view to_string(WindowKind kind);
std::string_view to_string(LimitReason reason);  // "none", "requests", "tokens": metric labels, error types

// The rates of a deployment or of one key.
struct LimitRates {
  std::optional<TokenCount> tokens_per_minute;
  std::optional<TokenCount> requests_per_minute;

  // The rates in force, 0 when there is none: absent requests follow the tokens, 6 per 1000, at least 1.
  TokenCount effective_tokens_per_minute() const { return tokens_per_minute.value_or(0); }
  TokenCount effective_requests_per_minute() const;
  bool any() const { return effective_tokens_per_minute() > 0 || effective_requests_per_minute() > 0; }

  bool operator==(const LimitRates&) const = default;
};

struct LimitSettings {
  static constexpr TokenCount kMaximumRate = 1'000'000'000'000;

  LimitRates deployment;
  LimitRates per_key;
  std::optional<LimitProfile> profile;                 // absent: by the address that was called
  std::optional<WindowKind> window;                    // absent: sliding for azure, a bucket for the others
  Duration request_window = std::chrono::seconds(10);  // 1 s or 10 s
  bool exact_prompt_tokens = false;

  bool operator==(const LimitSettings&) const = default;
};

// Reads the keys drawn above from a deployment's object and leaves its other keys alone; keys that are absent
// keep the value in `defaults`, null removes it.  Error: names the key, prefixed with `where` (for example
// "deployment gpt-4o"), and what is allowed; unknown keys inside `limits` are errors.
Result<LimitSettings> parse_limit_settings(const nlohmann::json& deployment, std::string_view where,
                                           LimitSettings defaults = {});

// Writes the same keys into a deployment's object: parse_limit_settings of the result gives `settings` back.
void write_limit_settings(const LimitSettings& settings, nlohmann::json& deployment);

// True for the keys that parse_limit_settings reads, so that the caller can refuse the others.
bool is_limit_settings_key(std::string_view key);

}  // namespace oaisim
