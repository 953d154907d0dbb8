// What one limit check costs with a long history, as a JSON line per case:
//
//   {"case":"azure","window_requests":100000,"threads":1,"ns_per_admitted":..,"ns_per_refused":..}
//
// First `window_requests` requests are admitted within a minute, so that this many are in the window; then as
// many are admitted while old ones leave (steady state), and then as many are refused.  "scan" is the obvious
// way in the same run: a list of all requests of the last minute that is summed up for every check.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "simulator/limits/deployment_limiter.h"
#include "simulator/limits/limit_headers.h"

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};
const SystemClock kClock;

struct Figures {
  double ns_per_admitted;
  double ns_per_refused;
};

double nanoseconds_since(TimePoint start, std::int64_t count) {
  return static_cast<double>((kClock.now() - start).count()) / static_cast<double>(count);
}

LimitCost tokens(TokenCount count) {
  LimitCost cost;
  cost.max_tokens = count;
  return cost;
}

void expect(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "bench-limits: %s\n", what);
  std::exit(1);
}

// Requests of 10 tokens come a minute / `requests` apart, which is exactly what the limit allows.
Figures measure(const LimitSettings& settings, LimitProfile profile, std::int64_t requests) {
  DeploymentLimiter limiter(settings);
  const Duration gap = Duration(1min) / requests + 1ns;
  const LimitCost cost = tokens(10);
  TimePoint now = kStart;
  for (std::int64_t i = 0; i < requests; ++i) limiter.admit(profile, cost, 1, now += gap);

  std::int64_t admitted = 0;
  const std::int64_t count = 10 * requests;
  TimePoint start = kClock.now();
  for (std::int64_t i = 0; i < count; ++i) admitted += limiter.admit(profile, cost, 1, now += gap).admitted;
  const double ns_per_admitted = nanoseconds_since(start, count);
  expect(admitted >= count * 99 / 100, "requests at the limit's own rate were refused");

  while (limiter.admit(profile, cost, 1, now).admitted) {
  }
  admitted = 0;
  start = kClock.now();
  for (std::int64_t i = 0; i < count; ++i) {
    admitted += limiter.admit(profile, tokens(10 + i % 1000), 1, now += 1ns).admitted;
  }
  const double ns_per_refused = nanoseconds_since(start, count);
  expect(admitted <= count / 100, "requests above the limit were admitted");
  return {ns_per_admitted, ns_per_refused};
}

double measure_scan(std::int64_t requests) {
  std::deque<std::pair<TimePoint, TokenCount>> history;
  const Duration gap = Duration(1min) / requests + 1ns;
  TimePoint now = kStart;
  for (std::int64_t i = 0; i < requests; ++i) history.emplace_back(now += gap, 10);
  constexpr std::int64_t kCount = 200;
  TokenCount sum = 0;
  const TimePoint start = kClock.now();
  for (std::int64_t i = 0; i < kCount; ++i) {
    now += gap;
    while (history.front().first <= now - 1min) history.pop_front();
    sum += std::accumulate(history.begin(), history.end(), TokenCount{0},
                           [](TokenCount total, const auto& request) { return total + request.second; });
    history.emplace_back(now, 10);
  }
  expect(sum > 0, "nothing was counted");
  return nanoseconds_since(start, kCount);
}

double measure_threads(const LimitSettings& settings, int threads, std::int64_t requests) {
  DeploymentLimiter limiter(settings);
  const std::int64_t count = 5 * requests;
  const Duration gap = Duration(1min) / requests;
  std::vector<std::thread> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  const TimePoint start = kClock.now();
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&] {
      for (std::int64_t i = 0; i < count; ++i) limiter.admit(LimitProfile::azure, tokens(10), 1, kStart + i * gap);
    });
  }
  for (auto& worker : workers) worker.join();
  return nanoseconds_since(start, count * threads);
}

double measure_headers() {
  DeploymentLimiter limiter([] {
    LimitSettings settings;
    settings.deployment.tokens_per_minute = 1'000'000;
    return settings;
  }());
  const LimitDecision decision = limiter.admit(LimitProfile::openai, tokens(10), 1, kStart);
  constexpr std::int64_t kCount = 1'000'000;
  std::string out;
  std::size_t bytes = 0;
  const TimePoint start = kClock.now();
  for (std::int64_t i = 0; i < kCount; ++i) {
    out.clear();
    append_limit_headers(decision, LimitProfile::openai, 0, out);
    bytes += out.size();
  }
  expect(bytes > 0, "no headers were written");
  return nanoseconds_since(start, kCount);
}

void print(const char* name, std::int64_t requests, const Figures& figures) {
  std::printf(
      "{\"case\":\"%s\",\"window_requests\":%lld,\"threads\":1,\"ns_per_admitted\":%.1f,\"ns_per_refused\":%.1f}\n",
      name, static_cast<long long>(requests), figures.ns_per_admitted, figures.ns_per_refused);
}

}  // namespace

int main() {
  constexpr std::int64_t kRequests = 100'000;
  LimitSettings settings;
  settings.deployment = {10 * kRequests, kRequests};
  LimitSettings small;
  small.deployment = {10'000, 1'000};
  LimitSettings keyed = settings;
  keyed.per_key = keyed.deployment;

  const Figures azure = measure(settings, LimitProfile::azure, kRequests);
  print("azure", kRequests, azure);
  print("azure", 1'000, measure(small, LimitProfile::azure, 1'000));
  print("openai", kRequests, measure(settings, LimitProfile::openai, kRequests));
  print("azure with a limit per key", kRequests, measure(keyed, LimitProfile::azure, kRequests));
  for (const int threads : {2, 8}) {
    std::printf("{\"case\":\"azure\",\"window_requests\":%lld,\"threads\":%d,\"ns_per_check\":%.1f}\n",
                static_cast<long long>(kRequests), threads, measure_threads(settings, threads, kRequests));
  }
  std::printf("{\"case\":\"openai headers\",\"ns_per_reply\":%.1f}\n", measure_headers());
  const double scan = measure_scan(kRequests);
  std::printf(
      "{\"case\":\"scan\",\"window_requests\":%lld,\"threads\":1,\"ns_per_check\":%.1f,\"ratio_to_azure\":%.0f}\n",
      static_cast<long long>(kRequests), scan, scan / azure.ns_per_admitted);
}
