// The headers and messages of replies, to the byte.
#include <doctest/doctest.h>

#include <string>

#include "simulator/limits/limit_headers.h"
#include "simulator/limits/limit_messages.h"

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

std::string go(Duration duration) {
  std::string text;
  append_go_duration(duration, text);
  return text;
}

std::string headers(const LimitDecision& decision, LimitProfile profile) {
  std::string text = "date: now\r\n";
  append_limit_headers(decision, profile, 1755780000, text);
  return text;
}

LimitDecision admitted() {
  LimitDecision decision;
  decision.requests = {true, 60, 1, 59, 1, 1s};
  decision.tokens = {true, 150000, 16, 149984, 16, 360s};
  return decision;
}

LimitDecision refused(LimitReason reason, Duration wait) {
  LimitDecision decision;
  decision.admitted = false;
  decision.reason = reason;
  decision.retry_after = wait;
  decision.requests = {true, 3, 3, 0, 1, 60s};
  decision.tokens = {true, 30000, 29950, 50, 210, 59900ms};
  return decision;
}

const LimitMessageContext kContext = {"ChatCompletions_Create", "2024-06-01", "gpt-4o", "org-simulator"};

}  // namespace

TEST_CASE("durations are written as Go writes them, in whole milliseconds") {
  CHECK(go(0s) == "0s");
  CHECK(go(-1s) == "0s");
  CHECK(go(1ns) == "1ms");
  CHECK(go(12ms) == "12ms");
  CHECK(go(11ms + 1ns) == "12ms");
  CHECK(go(999ms + 1ns) == "1s");
  CHECK(go(1s) == "1s");
  CHECK(go(9816ms) == "9.816s");
  CHECK(go(3890ms) == "3.89s");
  CHECK(go(59999ms) == "59.999s");
  CHECK(go(90500ms) == "1m30.5s");
  CHECK(go(6min) == "6m0s");
  CHECK(go(7min + 12s) == "7m12s");
  CHECK(go(1h) == "1h0m0s");
  CHECK(go(25h + 1ms) == "25h0m0.001s");
}

TEST_CASE("waits in seconds are rounded up and at least one") {
  CHECK(retry_after_seconds(0s) == 1);
  CHECK(retry_after_seconds(1ms) == 1);
  CHECK(retry_after_seconds(1s) == 1);
  CHECK(retry_after_seconds(1s + 1ns) == 2);
}

TEST_CASE("azure replies carry what remains") {
  CHECK(headers(admitted(), LimitProfile::azure) ==
        "date: now\r\n"
        "x-ratelimit-limit-requests: 60\r\n"
        "x-ratelimit-remaining-requests: 59\r\n"
        "x-ratelimit-limit-tokens: 150000\r\n"
        "x-ratelimit-remaining-tokens: 149984\r\n");
}

TEST_CASE("an azure 429 carries the wait and resets the limit that refused only") {
  CHECK(headers(refused(LimitReason::tokens, 5200ms), LimitProfile::azure) ==
        "date: now\r\n"
        "x-ratelimit-limit-requests: 3\r\n"
        "x-ratelimit-remaining-requests: 0\r\n"
        "x-ratelimit-limit-tokens: 30000\r\n"
        "x-ratelimit-remaining-tokens: 50\r\n"
        "retry-after: 6\r\n"
        "retry-after-ms: 5200\r\n"
        "x-ratelimit-reset-tokens: 6\r\n");
  const auto calls = headers(refused(LimitReason::requests, 1ms), LimitProfile::azure);
  CHECK(calls.find("retry-after: 1\r\nretry-after-ms: 1\r\nx-ratelimit-reset-requests: 1\r\n") != std::string::npos);
  CHECK(calls.find("reset-tokens") == std::string::npos);
}

TEST_CASE("openai replies carry limit, rest and reset") {
  CHECK(headers(admitted(), LimitProfile::openai) ==
        "date: now\r\n"
        "x-ratelimit-limit-requests: 60\r\n"
        "x-ratelimit-remaining-requests: 59\r\n"
        "x-ratelimit-reset-requests: 1s\r\n"
        "x-ratelimit-limit-tokens: 150000\r\n"
        "x-ratelimit-remaining-tokens: 149984\r\n"
        "x-ratelimit-reset-tokens: 6m0s\r\n");
  CHECK(headers(refused(LimitReason::tokens, 320ms), LimitProfile::openai)
            .ends_with("x-ratelimit-reset-tokens: 59.9s\r\nretry-after: 1\r\nretry-after-ms: 320\r\n"));
}

TEST_CASE("a limit that is not configured has no headers") {
  auto decision = admitted();
  decision.requests = {};
  CHECK(headers(decision, LimitProfile::azure) ==
        "date: now\r\nx-ratelimit-limit-tokens: 150000\r\nx-ratelimit-remaining-tokens: 149984\r\n");
  CHECK(headers(LimitDecision{}, LimitProfile::openai) == "date: now\r\n");
}

TEST_CASE("an azure message names the operation, the limit and the wait") {
  CHECK(limit_message(refused(LimitReason::tokens, 5200ms), LimitProfile::azure, kContext) ==
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-06-01 have exceeded "
        "token rate limit of your current OpenAI S0 pricing tier. Please retry after 6 seconds. Please go here: "
        "https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.");
  CHECK(limit_message(refused(LimitReason::requests, 1s), LimitProfile::azure, kContext) ==
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-06-01 have exceeded "
        "call rate limit of your current OpenAI S0 pricing tier. Please retry after 1 second. Please go here: "
        "https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.");
}

TEST_CASE("an azure message about a cost that never fits says so") {
  auto decision = refused(LimitReason::tokens, kNeverFitsWait);
  decision.never_fits = true;
  decision.tokens.requested = 50000;
  CHECK(limit_message(decision, LimitProfile::azure, kContext) ==
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-06-01 have exceeded "
        "token rate limit of your current OpenAI S0 pricing tier. Please retry after 86400 seconds. Please go here: "
        "https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit. The request "
        "needs 50000 tokens and the whole limit is 30000 tokens per minute, so no wait will let it in.");
}

TEST_CASE("an openai message names the limit, what is used and requested, and the wait") {
  CHECK(
      limit_message(refused(LimitReason::tokens, 320ms), LimitProfile::openai, kContext) ==
      "Rate limit reached for gpt-4o in organization org-simulator on tokens per min (TPM): Limit 30000, Used 29950, "
      "Requested 210. Please try again in 320ms. Visit https://platform.openai.com/account/rate-limits to learn more.");
  CHECK(limit_message(refused(LimitReason::requests, 20s), LimitProfile::openai, kContext) ==
        "Rate limit reached for gpt-4o in organization org-simulator on requests per min (RPM): Limit 3, Used 3, "
        "Requested 1. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits to learn more.");
}

TEST_CASE("an openai message about a cost that never fits says so") {
  auto decision = refused(LimitReason::tokens, kNeverFitsWait);
  decision.never_fits = true;
  decision.tokens.requested = 50000;
  CHECK(limit_message(decision, LimitProfile::openai, kContext) ==
        "Request too large for gpt-4o in organization org-simulator on tokens per min (TPM): Limit 30000, Requested "
        "50000. The input or output tokens must be reduced in order to run successfully. Visit "
        "https://platform.openai.com/account/rate-limits to learn more.");
}

TEST_CASE("anthropic replies carry each limit, what remains, and when it is whole again") {
  CHECK(headers(admitted(), LimitProfile::anthropic) ==
        "date: now\r\n"
        "anthropic-ratelimit-requests-limit: 60\r\n"
        "anthropic-ratelimit-requests-remaining: 59\r\n"
        "anthropic-ratelimit-requests-reset: 2025-08-21T12:40:01Z\r\n"
        "anthropic-ratelimit-tokens-limit: 150000\r\n"
        "anthropic-ratelimit-tokens-remaining: 149984\r\n"
        "anthropic-ratelimit-tokens-reset: 2025-08-21T12:46:00Z\r\n"
        "anthropic-ratelimit-input-tokens-limit: 150000\r\n"
        "anthropic-ratelimit-input-tokens-remaining: 149984\r\n"
        "anthropic-ratelimit-input-tokens-reset: 2025-08-21T12:46:00Z\r\n"
        "anthropic-ratelimit-output-tokens-limit: 150000\r\n"
        "anthropic-ratelimit-output-tokens-remaining: 149984\r\n"
        "anthropic-ratelimit-output-tokens-reset: 2025-08-21T12:46:00Z\r\n");
  CHECK(headers(refused(LimitReason::tokens, 320ms), LimitProfile::anthropic).ends_with("\r\nretry-after: 1\r\n"));
}

TEST_CASE("an anthropic refusal names the limit, the organization and the model") {
  CHECK(limit_message(refused(LimitReason::tokens, 320ms), LimitProfile::anthropic, kContext) ==
        "This request would exceed your organization's rate limit of 30,000 tokens per minute (org: org-simulator, "
        "model: "
        "gpt-4o). For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers "
        "for "
        "current usage. Please reduce the prompt length or the maximum tokens requested, or try again later. You may "
        "also "
        "contact sales at https://claude.com/contact-sales to discuss your options for a rate limit increase.");
  CHECK(limit_message(refused(LimitReason::requests, 20s), LimitProfile::anthropic, kContext)
            .starts_with("This request would exceed your organization's rate limit of 3 requests per minute (org: "));
  auto decision = refused(LimitReason::tokens, 1s);
  decision.tokens.limit = 1234567;
  CHECK(limit_message(decision, LimitProfile::anthropic, kContext).find(" of 1,234,567 tokens ") != std::string::npos);
}
