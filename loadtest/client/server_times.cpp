#include "loadtest/client/server_times.h"

#include <optional>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kComment = "sim-timing ";
constexpr std::int64_t kMostNanoseconds = 1'000'000'000'000'000;  // eleven days; differences cannot overflow

// The whole number after `name=`, up to a space, a semicolon or the end.
std::optional<std::int64_t> number_of(std::string_view text, std::string_view name) {
  auto at = text.find(name);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != ' ') at = text.find(name, at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + name.size());
  const auto number = parse_integer(text.substr(0, text.find_first_of(" ;")));
  if (!number || *number < 0 || *number > kMostNanoseconds) return std::nullopt;
  return *number;
}

}  // namespace

void ServerTimes::take_comment(std::string_view comment, std::int64_t content_events) {
  if (!comment.starts_with(kComment)) return;
  const auto token = number_of(comment, "token=");
  if (token) take(comment, *token, content_events);
}

void ServerTimes::take_field(std::string_view value) { take(value, 0, 0); }

void ServerTimes::take(std::string_view text, std::int64_t token, std::int64_t content_events) {
  const auto due = number_of(text, "due_ns=");
  const auto sent = number_of(text, "sent_ns=");
  if (!due || !sent || tokens_.size() == kMost) return;
  tokens_.push_back(
      {.token = token, .content_events = content_events, .at = {.due = Duration(*due), .sent = Duration(*sent)}});
}

}  // namespace oaisim::loadtest
