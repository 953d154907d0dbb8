#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

#include "common/base/version.h"
#include "simulator/metrics/metrics.h"

namespace oaisim {

// Reads the shards of one scrape, family by family.
class MetricsRenderer {
 public:
  MetricsRenderer(const Metrics& metrics, const GaugeReadings& readings) : metrics_(metrics), readings_(readings) {}
  std::string text();

 private:
  using Series = Metrics::Shard::Series;
  using Latency = Metrics::Shard::Latency;

  void latency(const char* name, const char* help, HistogramCells Latency::*cells);
  template <typename Cells>
  void pair(const char* name, const char* help, const char* label, std::array<const char*, 2> values,
            Cells Series::*cells);
  void rate_limit();
  void first_token();
  void gauges();
  void process();
  template <typename Visit>
  void each_series(const GaugeReadings::Deployment& deployment, Visit&& visit) const;

  const Metrics& metrics_;
  const GaugeReadings& readings_;
  std::vector<prometheus::MetricFamily> families_;
};

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// Several threads' cells of one histogram, added up.
struct Summed {
  std::array<std::uint64_t, HistogramCells::kBounds.size() + 1> counts{};
  double sum = 0;
  std::uint64_t total = 0;

  void add(const HistogramCells& cells) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      counts[i] += cells.count_in(i);
      total += cells.count_in(i);
    }
    sum += cells.sum();
  }
};

ClientMetric sample(Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = value;
  metric.gauge.value = value;
  return metric;
}

ClientMetric sample(Labels labels, const Summed& summed) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.histogram.sample_sum = summed.sum;
  metric.histogram.sample_count = summed.total;
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < summed.counts.size(); ++i) {
    cumulative += summed.counts[i];
    const double bound =
        i < HistogramCells::kBounds.size() ? HistogramCells::kBounds[i] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({cumulative, bound});
  }
  return metric;
}

}  // namespace

template <typename Visit>
void MetricsRenderer::each_series(const GaugeReadings::Deployment& deployment, Visit&& visit) const {
  for (const auto& shard : metrics_.shards_) {
    if (const auto* series = shard->series_[deployment.index].load(std::memory_order_acquire)) visit(*series);
  }
}

void MetricsRenderer::latency(const char* name, const char* help, HistogramCells Latency::*cells) {
  MetricFamily family{name, help, MetricType::Histogram, {}};
  for (const auto& deployment : readings_.deployments) {
    for (std::size_t status = 0; status < Metrics::kStatuses.size(); ++status) {
      Summed summed;
      each_series(deployment, [&](const Series& series) {
        if (const auto* one = series.latency[status].load(std::memory_order_acquire)) summed.add(one->*cells);
      });
      if (summed.total == 0) continue;
      family.metric.push_back(sample(
          {{"deployment", deployment.name}, {"status_code", std::to_string(Metrics::kStatuses[status])}}, summed));
    }
  }
  families_.push_back(std::move(family));
}

template <typename Cells>
void MetricsRenderer::pair(const char* name, const char* help, const char* label, std::array<const char*, 2> values,
                           Cells Series::*cells) {
  MetricFamily family{name, help, MetricType::Counter, {}};
  for (const auto& deployment : readings_.deployments) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      double sum = 0;
      each_series(deployment, [&](const Series& series) {
        sum += static_cast<double>((series.*cells)[i].load(std::memory_order_relaxed));
      });
      family.metric.push_back(sample({{"deployment", deployment.name}, {label, values[i]}}, sum));
    }
  }
  families_.push_back(std::move(family));
}

void MetricsRenderer::rate_limit() {
  MetricFamily family{
      "aoai_api_simulator_tokens_rate_limit", "Limiter tokens of admitted requests", MetricType::Counter, {}};
  for (const auto& deployment : readings_.deployments) {
    double sum = 0;
    each_series(deployment, [&](const Series& series) {
      sum += static_cast<double>(series.rate_limit.load(std::memory_order_relaxed));
    });
    family.metric.push_back(sample({{"deployment", deployment.name}}, sum));
  }
  families_.push_back(std::move(family));
}

void MetricsRenderer::first_token() {
  MetricFamily family{"oaisim_time_to_first_token_seconds",
                      "From a request's last byte to its first token's event",
                      MetricType::Histogram,
                      {}};
  for (const auto& deployment : readings_.deployments) {
    Summed summed;
    each_series(deployment, [&](const Series& series) { summed.add(series.ttft); });
    if (summed.total > 0) family.metric.push_back(sample({{"deployment", deployment.name}}, summed));
  }
  families_.push_back(std::move(family));
}

void MetricsRenderer::gauges() {
  MetricFamily running{
      "oaisim_running_requests", "Requests that hold a slot of their deployment", MetricType::Gauge, {}};
  MetricFamily queued{"oaisim_queued_requests", "Requests that wait for a slot", MetricType::Gauge, {}};
  for (const auto& deployment : readings_.deployments) {
    running.metric.push_back(sample({{"deployment", deployment.name}}, deployment.running));
    queued.metric.push_back(sample({{"deployment", deployment.name}}, deployment.queued));
  }
  families_.push_back(std::move(running));
  families_.push_back(std::move(queued));
  MetricFamily bytes{"oaisim_stored_bytes", "Objects that clients may ask for again", MetricType::Gauge, {}};
  MetricFamily dropped{
      "oaisim_stored_objects_dropped_total", "Objects dropped as there were too many", MetricType::Counter, {}};
  for (const auto& store : readings_.stores) {
    bytes.metric.push_back(sample({{"kind", store.kind}}, static_cast<double>(store.bytes)));
    dropped.metric.push_back(sample({{"kind", store.kind}}, static_cast<double>(store.dropped)));
  }
  families_.push_back(std::move(bytes));
  families_.push_back(std::move(dropped));
}

void MetricsRenderer::process() {
  Summed lateness;
  double in_flight = 0;
  double events = 0;
  for (const auto& shard : metrics_.shards_) {
    lateness.add(shard->lateness_);
    in_flight += static_cast<double>(shard->in_flight_.load(std::memory_order_relaxed));
    events += static_cast<double>(shard->events_.load(std::memory_order_relaxed));
  }
  const auto single = [&](const char* name, const char* help, MetricType type, double value) {
    families_.push_back({name, help, type, {sample({}, value)}});
  };
  families_.push_back({"oaisim_pacing_lateness_seconds",
                       "How long after its due time an event was sent, real time",
                       MetricType::Histogram,
                       {sample({}, lateness)}});
  single("oaisim_in_flight_requests", "Requests being answered", MetricType::Gauge, in_flight);
  single("oaisim_stream_events_total", "Token events of streams that were sent", MetricType::Counter, events);
  single("oaisim_open_connections", "Open connections", MetricType::Gauge,
         static_cast<double>(readings_.open_connections));
  single("oaisim_accepted_connections_total", "Accepted connections", MetricType::Counter,
         static_cast<double>(readings_.accepted_connections));
  single("oaisim_refused_requests_total", "Requests that were not valid HTTP, too large or too slow",
         MetricType::Counter, static_cast<double>(readings_.refused_requests));
  single("oaisim_client_disconnects_total", "Clients that left before their reply was complete", MetricType::Counter,
         static_cast<double>(readings_.disconnects));
  families_.push_back(
      {"oaisim_build_info", "The running version", MetricType::Gauge, {sample({{"version", kVersion}}, 1)}});
}

std::string MetricsRenderer::text() {
  latency("aoai_api_simulator_latency_base_seconds", "Time to serve a request without its simulated latency, real time",
          &Latency::base);
  latency("aoai_api_simulator_latency_full_seconds", "Time to serve a request with its simulated latency",
          &Latency::full);
  pair("aoai_api_simulator_tokens_used", "Tokens of successful replies", "token_type", {"prompt", "completion"},
       &Series::used);
  pair("aoai_api_simulator_tokens_requested", "Tokens asked for, refused requests included", "token_type",
       {"prompt", "completion"}, &Series::requested);
  rate_limit();
  pair("aoai_api_simulator_limits", "Requests refused by a rate limit", "limit_type", {"requests", "tokens"},
       &Series::limits);
  first_token();
  gauges();
  process();
  return prometheus::TextSerializer().Serialize(families_);
}

std::string Metrics::render(const GaugeReadings& readings) const { return MetricsRenderer(*this, readings).text(); }

}  // namespace oaisim
