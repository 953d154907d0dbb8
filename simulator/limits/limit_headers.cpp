#include "simulator/limits/limit_headers.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "common/base/utc_time.h"

namespace oaisim {
namespace {

using std::chrono::milliseconds;

std::int64_t ceil_milliseconds(Duration duration) {
  return duration <= Duration::zero() ? 0 : std::chrono::ceil<milliseconds>(duration).count();
}

void append_number(std::int64_t value, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

// `x-ratelimit-<what>-<of>: `
void begin_header(std::string_view what, std::string_view of, std::string& out) {
  out.append("x-ratelimit-").append(what).append("-").append(of).append(": ");
}

void append_count(std::string_view what, std::string_view of, std::int64_t value, std::string& out) {
  begin_header(what, of, out);
  append_number(value, out);
  out.append("\r\n");
}

void append_status(const LimitStatus& status, std::string_view of, LimitProfile profile, std::string& out) {
  if (!status.configured) return;
  append_count("limit", of, status.limit, out);
  append_count("remaining", of, status.remaining, out);
  if (profile != LimitProfile::openai) return;
  begin_header("reset", of, out);
  append_go_duration(status.reset_after, out);
  out.append("\r\n");
}

void append_anthropic_status(const LimitStatus& status, std::string_view of, std::int64_t unix_now, std::string& out) {
  if (!status.configured) return;
  const std::string begin = "anthropic-ratelimit-" + std::string(of) + "-";
  out.append(begin).append("limit: ");
  append_number(status.limit, out);
  out.append("\r\n").append(begin).append("remaining: ");
  append_number(status.remaining, out);
  out.append("\r\n").append(begin).append("reset: ");
  append_utc(out, unix_now + std::chrono::ceil<std::chrono::seconds>(status.reset_after).count());
  out.append("\r\n");
}

void append_anthropic_headers(const LimitDecision& decision, std::int64_t unix_now, std::string& out) {
  append_anthropic_status(decision.requests, "requests", unix_now, out);
  for (const std::string_view tokens : {"tokens", "input-tokens", "output-tokens"}) {
    append_anthropic_status(decision.tokens, tokens, unix_now, out);
  }
  if (decision.admitted) return;
  out.append("retry-after: ");
  append_number(retry_after_seconds(decision.retry_after), out);
  out.append("\r\n");
}

void append_retry_after(Duration retry_after, std::string& out) {
  out.append("retry-after: ");
  append_number(retry_after_seconds(retry_after), out);
  out.append("\r\nretry-after-ms: ");
  append_number(ceil_milliseconds(retry_after), out);
  out.append("\r\n");
}

}  // namespace

std::int64_t retry_after_seconds(Duration duration) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(duration).count());
}

void append_go_duration(Duration duration, std::string& out) {
  const std::int64_t total = ceil_milliseconds(duration);
  if (total > 0 && total < 1000) {
    append_number(total, out);
    out.append("ms");
    return;
  }
  const std::int64_t hours = total / 3'600'000;
  const std::int64_t minutes = total / 60'000 % 60;
  if (hours > 0) {
    append_number(hours, out);
    out.push_back('h');
  }
  if (hours > 0 || minutes > 0) {
    append_number(minutes, out);
    out.push_back('m');
  }
  append_number(total / 1000 % 60, out);
  if (const std::int64_t fraction = total % 1000; fraction != 0) {
    const char digits[] = {'.', static_cast<char>('0' + fraction / 100), static_cast<char>('0' + fraction / 10 % 10),
                           static_cast<char>('0' + fraction % 10)};
    const std::string_view text(digits, sizeof digits);
    out.append(text.substr(0, text.find_last_not_of('0') + 1));
  }
  out.push_back('s');
}

void append_limit_headers(const LimitDecision& decision, LimitProfile profile, std::int64_t unix_now,
                          std::string& out) {
  if (profile == LimitProfile::anthropic) return append_anthropic_headers(decision, unix_now, out);
  append_status(decision.requests, "requests", profile, out);
  append_status(decision.tokens, "tokens", profile, out);
  if (decision.admitted) return;
  append_retry_after(decision.retry_after, out);
  if (profile == LimitProfile::azure) {
    append_count("reset", to_string(decision.reason), retry_after_seconds(decision.retry_after), out);
  }
}

}  // namespace oaisim
