#include "loadtest/client/metrics_page.h"

#include <string>

#include "common/config/text_values.h"
#include "common/http/asio/asio.h"
#include "loadtest/client/single_exchange.h"

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kPrefix = "aoai_api_simulator_";
constexpr int kReadings = 20;
constexpr std::chrono::milliseconds kBetweenReadings{50};  // real time
constexpr std::chrono::minutes kTimeout{5};                // of the run's clock, which may run 60 times as fast

// The value of a label within `{...}`; empty when it is not there.
std::string_view label(std::string_view labels, std::string_view name) {
  const std::string pattern = std::string(name) + "=\"";
  for (auto at = labels.find(pattern); at != std::string_view::npos; at = labels.find(pattern, at + 1)) {
    if (at > 0 && labels[at - 1] != '{' && labels[at - 1] != ',' && labels[at - 1] != ' ') continue;
    const auto begin = at + pattern.size();
    return labels.substr(begin, labels.find('"', begin) - begin);
  }
  return {};
}

void read_sample(std::string_view name, std::string_view labels, double value, ServerCounts& counts) {
  const auto status = parse_integer(label(labels, "status_code"));
  if (status) {
    auto& latency = counts.by_status[static_cast<int>(*status)];
    if (name == "latency_full_seconds_count") latency.count += static_cast<std::uint64_t>(value);
    if (name == "latency_full_seconds_sum") latency.full_seconds += value;
    if (name == "latency_base_seconds_sum") latency.base_seconds += value;
  }
  if (name.ends_with("_total")) name.remove_suffix(6);
  if (name == "tokens_rate_limit") counts.limiter_tokens += value;
  if (name != "limits") return;
  const auto kind = label(labels, "limit_type");
  if (kind == "requests") counts.limited_for_requests += value;
  if (kind == "tokens") counts.limited_for_tokens += value;
}

}  // namespace

ServerCounts parse_metrics(std::string_view page, std::string_view deployment) {
  ServerCounts counts;
  while (!page.empty()) {
    const auto end = page.find('\n');
    std::string_view line = page.substr(0, end);
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with(kPrefix)) continue;
    const auto open = line.find('{');
    const auto close = line.rfind('}');
    if (open == std::string_view::npos || close == std::string_view::npos || close + 2 > line.size()) continue;
    const std::string_view labels = line.substr(open, close - open);
    std::string_view number = line.substr(close + 2);
    const auto value = parse_number(number.substr(0, number.find(' ')));
    if (!value || label(labels, "deployment") != deployment) continue;
    read_sample(line.substr(kPrefix.size(), open - kPrefix.size()), labels, *value, counts);
  }
  return counts;
}

Result<ServerCounts> fetch_metrics(const Target& target, const Clock& clock) {
  const HttpUrl& url = target.url;
  const auto unreadable = [&](const std::string& why) {
    return Error{ErrorCode::io, "cannot read " + url.origin() + "/metrics: " + why};
  };
  const auto address = find_server(url, target.tls);
  if (!address) return unreadable(address.error().message);
  const std::string request =
      "GET /metrics HTTP/1.1\r\nHost: " + url.authority() + "\r\nAccept: text/plain\r\nConnection: close\r\n\r\n";
  const auto page = exchange_once(*address, request, clock, kTimeout);
  if (!page) return unreadable(page.error().message);
  if (page->status != 200) return unreadable("status " + std::to_string(page->status));
  return parse_metrics(page->body, target.deployment.empty() ? target.model : target.deployment);
}

Result<ServerCounts> fetch_settled_metrics(const Target& target, const Clock& clock,
                                           const std::function<bool(const ServerCounts&)>& settled) {
  asio::io_context io;
  auto counts = fetch_metrics(target, clock);
  for (int reading = 1; reading < kReadings && counts && !settled(*counts); ++reading) {
    asio::steady_timer(io, kBetweenReadings).wait();
    counts = fetch_metrics(target, clock);
  }
  return counts;
}

}  // namespace oaisim::loadtest
