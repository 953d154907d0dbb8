#include "simulator/limits/limit_settings.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

LimitSettings parse(const char* text) {
  auto settings = parse_limit_settings(json::parse(text), "deployment gpt-4o");
  REQUIRE(settings.ok());
  return *settings;
}

std::string error_of(const char* text) {
  const auto settings = parse_limit_settings(json::parse(text), "deployment gpt-4o");
  return settings ? "no error" : settings.error().message;
}

}  // namespace

TEST_CASE("limits are read from a deployment's object, whose other keys are left alone") {
  const auto settings = parse(R"({
    "model": "gpt-4o", "tokensPerMinute": 10000, "requestsPerMinute": 30,
    "limits": {"profile": "openai", "window": "fixed_window", "requestWindow": "1s", "exactPromptTokens": true,
               "perKey": {"tokensPerMinute": 1000, "requestsPerMinute": 3}}})");
  CHECK(settings.deployment == LimitRates{10000, 30});
  CHECK(settings.per_key == LimitRates{1000, 3});
  CHECK(settings.profile == LimitProfile::openai);
  CHECK(settings.window == WindowKind::fixed_window);
  CHECK(settings.request_window == 1s);
  CHECK(settings.exact_prompt_tokens);
}

TEST_CASE("requests follow tokens at six per thousand unless they are given") {
  CHECK(parse(R"({"tokensPerMinute": 10000})").deployment.effective_requests_per_minute() == 60);
  CHECK(parse(R"({"tokensPerMinute": 1500})").deployment.effective_requests_per_minute() == 9);
  CHECK(parse(R"({"tokensPerMinute": 1})").deployment.effective_requests_per_minute() == 1);
  CHECK(parse(R"({"tokensPerMinute": 10000, "requestsPerMinute": 7})").deployment.effective_requests_per_minute() == 7);
  CHECK(parse(R"({"tokensPerMinute": 10000, "requestsPerMinute": 0})").deployment.effective_requests_per_minute() == 0);
}

TEST_CASE("nothing is limited when nothing is said or the rate is zero") {
  CHECK_FALSE(parse("{}").deployment.any());
  CHECK_FALSE(parse(R"({"tokensPerMinute": 0})").deployment.any());
  CHECK_FALSE(parse(R"({"tokensPerMinute": null})").per_key.any());
}

TEST_CASE("keys that are absent keep the former settings and null removes them") {
  const auto before =
      parse(R"({"tokensPerMinute": 1000, "limits": {"profile": "azure", "perKey": {"tokensPerMinute": 10}}})");
  const auto changed = parse_limit_settings(
      json::parse(R"({"requestsPerMinute": 5, "limits": {"window": "token_bucket"}})"), "x", before);
  REQUIRE(changed.ok());
  CHECK(changed->deployment == LimitRates{1000, 5});
  CHECK(changed->profile == LimitProfile::azure);
  CHECK(changed->window == WindowKind::token_bucket);
  CHECK(changed->per_key.tokens_per_minute == 10);

  const auto removed = parse_limit_settings(
      json::parse(R"({"tokensPerMinute": null, "limits": {"profile": null, "perKey": null}})"), "x", before);
  REQUIRE(removed.ok());
  CHECK(*removed == LimitSettings{});
  const auto reset = parse_limit_settings(json::parse(R"({"limits": null})"), "x", before);
  REQUIRE(reset.ok());
  CHECK_FALSE(reset->profile.has_value());
  CHECK(reset->deployment.tokens_per_minute == 1000);
}

TEST_CASE("settings written out are read back the same") {
  for (
      const char* text :
      {"{}", R"({"tokensPerMinute": 5, "requestsPerMinute": 0})",
       R"({"limits": {"profile": "azure", "window": "sliding_window", "requestWindow": 1, "perKey": {"requestsPerMinute": 2}}})",
       R"({"tokensPerMinute": 1e6, "limits": {"window": "token_bucket", "requestWindow": "10s", "exactPromptTokens": true}})"}) {
    const auto settings = parse(text);
    json written = {{"name", "kept"}};
    write_limit_settings(settings, written);
    CHECK(written["name"] == "kept");
    const auto again = parse_limit_settings(written, "x");
    REQUIRE(again.ok());
    CHECK(*again == settings);
  }
}

TEST_CASE("bad settings are named with what is allowed") {
  CHECK(
      error_of(R"({"tokensPerMinute": -1})") ==
      "deployment gpt-4o: tokensPerMinute is -1; allowed: a whole number from 0 (no limit) to 1000000000000, or null");
  CHECK(error_of(R"({"requestsPerMinute": 1.5})") ==
        "deployment gpt-4o: requestsPerMinute is 1.5; allowed: a whole number from 0 (no limit) to 1000000000000, or "
        "null");
  CHECK(error_of(R"({"requestsPerMinute": "60"})").find("requestsPerMinute is \"60\"") != std::string::npos);
  CHECK(error_of(R"({"limits": {"profile": "aws"}})") ==
        "deployment gpt-4o: limits.profile is \"aws\"; allowed: azure, openai, anthropic, or null");
  CHECK(error_of(R"({"limits": {"window": 3}})") ==
        "deployment gpt-4o: limits.window is 3; allowed: sliding_window, fixed_window, token_bucket, or null");
  CHECK(error_of(R"({"limits": {"requestWindow": "5s"}})") ==
        "deployment gpt-4o: limits.requestWindow is \"5s\"; allowed: 1s, 10s");
  CHECK(error_of(R"({"limits": {"exactPromptTokens": 1}})") ==
        "deployment gpt-4o: limits.exactPromptTokens is 1; allowed: true, false");
  CHECK(error_of(R"({"limits": {"perkey": {}}})") ==
        "deployment gpt-4o: unknown key limits.perkey; allowed: profile, window, requestWindow, exactPromptTokens, "
        "perKey");
  CHECK(error_of(R"({"limits": {"perKey": {"tpm": 1}}})") ==
        "deployment gpt-4o: unknown key limits.perKey.tpm; allowed: tokensPerMinute, requestsPerMinute");
  CHECK(error_of(R"({"limits": 5})") == "deployment gpt-4o: limits is 5; allowed: an object, or null");
  CHECK(error_of("[]") == "deployment gpt-4o: is not an object");
}
