#include "simulator/metrics/metrics.h"

#include <algorithm>

namespace oaisim {

Metrics::Metrics(std::size_t workers) {
  for (std::size_t i = 0; i < workers; ++i) shards_.push_back(std::make_unique<Shard>());
}

Metrics::Shard::Series::~Series() {
  for (auto& cell : latency) delete cell.load();
}

Metrics::Shard::~Shard() {
  for (auto& cell : series_) delete cell.load();
}

Metrics::Shard::Series& Metrics::Shard::series(std::size_t deployment) {
  auto& cell = series_[std::min(deployment, kMaxDeployments - 1)];
  Series* series = cell.load(std::memory_order_relaxed);
  if (series == nullptr) {
    series = new Series;  // published whole; deleted with the shard
    cell.store(series, std::memory_order_release);
  }
  return *series;
}

void Metrics::Shard::request(std::size_t deployment, int status, double base_seconds, double full_seconds) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), status);
  const auto index =
      static_cast<std::size_t>((found != kStatuses.end() ? found : kStatuses.begin() + 13) - kStatuses.begin());
  auto& cell = series(deployment).latency[index];
  Latency* latency = cell.load(std::memory_order_relaxed);
  if (latency == nullptr) {
    latency = new Latency;
    cell.store(latency, std::memory_order_release);
  }
  latency->base.observe(base_seconds);
  latency->full.observe(full_seconds);
}

void Metrics::Shard::tokens_used(std::size_t deployment, std::int64_t prompt, std::int64_t completion) {
  auto& cells = series(deployment).used;
  add_single_writer(cells[0], prompt);
  add_single_writer(cells[1], completion);
}

void Metrics::Shard::tokens_requested(std::size_t deployment, std::int64_t prompt, std::int64_t completion) {
  auto& cells = series(deployment).requested;
  add_single_writer(cells[0], prompt);
  add_single_writer(cells[1], completion);
}

void Metrics::Shard::tokens_rate_limit(std::size_t deployment, std::int64_t tokens) {
  add_single_writer(series(deployment).rate_limit, tokens);
}

void Metrics::Shard::limited(std::size_t deployment, bool by_tokens) {
  add_single_writer(series(deployment).limits[by_tokens ? 1 : 0], std::uint64_t{1});
}

void Metrics::Shard::time_to_first_token(std::size_t deployment, double seconds) {
  series(deployment).ttft.observe(seconds);
}

void Metrics::Shard::pacing_lateness(double seconds) { lateness_.observe(seconds); }

}  // namespace oaisim
