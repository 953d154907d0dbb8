#include "loadtest/plan/selftest_cases.h"

#include <algorithm>
#include <cstdio>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::int64_t kEventsPerSecond = 10'000;  // of all streams together
constexpr Duration kShortestGap = milliseconds(10);
constexpr Duration kStreamTime = std::chrono::seconds(2);  // at most, unless that were too few tokens
constexpr TokenCount kFewestTokens = 5;
constexpr TokenCount kMostTokens = 50;
constexpr double kStartsPerUser = 5;  // per second, so that a fifth of a second sees all of them
constexpr double kMostStartsPerSecond = 1000;
constexpr std::int64_t kUsersOfOthers = 10;
constexpr Duration kPatience = std::chrono::minutes(1);  // beyond the schedule

SelftestCase evenly(std::int64_t streams, std::int64_t rounds) {
  const Duration gap = std::max(kShortestGap, Duration(std::chrono::seconds(streams)) / kEventsPerSecond);
  return {.name = std::to_string(streams) + (streams == 1 ? " stream" : " streams"),
          .users = streams,
          .requests = streams * rounds,
          .tokens = std::clamp<TokenCount>(kStreamTime / gap, kFewestTokens, kMostTokens),
          .first_token = milliseconds(200),
          .between_tokens = gap};
}

std::string header_milliseconds(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", to_milliseconds(duration));
  return text;
}

}  // namespace

std::vector<SelftestCase> selftest_cases(std::span<const std::int64_t> streams, std::int64_t rounds) {
  std::vector<SelftestCase> cases;
  for (const auto count : streams) cases.push_back(evenly(count, rounds));
  cases.push_back({.name = "tokens together",
                   .users = kUsersOfOthers,
                   .requests = kUsersOfOthers * rounds,
                   .tokens = 200,
                   .first_token = milliseconds(200),
                   .between_tokens = microseconds(30)});
  cases.push_back({.name = "whole replies",
                   .users = kUsersOfOthers,
                   .requests = kUsersOfOthers * rounds,
                   .tokens = 11,
                   .first_token = milliseconds(200),
                   .between_tokens = milliseconds(10),
                   .stream = false});
  return cases;
}

RunPlan selftest_plan(const SelftestCase& test, Target target) {
  RunPlan plan;
  plan.name = "selftest: " + test.name;
  plan.target = std::move(target);
  plan.target.headers.push_back({"x-sim-ttft-ms", header_milliseconds(test.first_token)});
  plan.target.headers.push_back({"x-sim-itl-ms", header_milliseconds(test.between_tokens)});
  plan.target.headers.push_back({"x-sim-output-tokens", std::to_string(test.tokens)});
  plan.target.headers.push_back({"x-sim-debug-timing", "true"});
  plan.load.users = test.users;
  // One after the other, so that the streams' events are as evenly spread as their tokens.
  plan.load.spawn_rate = std::min(static_cast<double>(test.users) * kStartsPerUser, kMostStartsPerSecond);
  plan.load.requests = test.requests;
  plan.request.stream = test.stream;
  plan.request.max_tokens = test.tokens;
  plan.request.server_times = true;
  plan.timeouts.first_byte = plan.timeouts.whole = test.length() + kPatience;
  return plan;
}

Result<std::vector<std::int64_t>> parse_stream_counts(std::string_view text) {
  std::vector<std::int64_t> counts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto count = parse_integer(text.substr(begin, end - begin));
    if (!count || *count < 1 || *count > kMostStreams) {
      return invalid("'" + std::string(text.substr(begin, end - begin)) + "' is no number of streams; allowed: 1 to " +
                     std::to_string(kMostStreams) + ", several with commas between, as in 1,100,1000");
    }
    if (std::find(counts.begin(), counts.end(), *count) != counts.end()) {
      return invalid(std::to_string(*count) + " is there twice");
    }
    counts.push_back(*count);
    begin = end + 1;
  }
  return counts;
}

}  // namespace oaisim::loadtest
