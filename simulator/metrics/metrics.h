// What the simulator counts: per thread on the request path, merged when scraped.
//
// Thread safety: a Shard's methods are for its worker's thread; render() is for any.  Memory: bounded by
// kMaxDeployments times the statuses below, allocated when first used.  Names: see docs/metrics.md.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/metrics/histogram_cells.h"

namespace oaisim {

// What one scrape reads from elsewhere.
struct GaugeReadings {
  struct Deployment {
    std::size_t index;
    std::string name;
    int running;
    int queued;
  };
  struct Store {
    std::string kind;
    std::uint64_t bytes;
    std::uint64_t dropped;
  };
  std::vector<Deployment> deployments;
  std::vector<Store> stores = {};
  std::int64_t open_connections = 0;
  std::uint64_t accepted_connections = 0;
  std::uint64_t refused_requests = 0;
  std::uint64_t disconnects = 0;
};

class MetricsRenderer;

class Metrics {
 public:
  static constexpr std::size_t kMaxDeployments = 1024;
  static constexpr std::size_t kNoDeployment = kMaxDeployments - 1;  // requests refused before one was known
  static constexpr std::array kStatuses{200, 400, 401, 403, 404, 405, 408, 409, 413, 415,
                                        422, 429, 499, 500, 501, 502, 503, 504, 529};

  class Shard {
   public:
    ~Shard();

    // `base`: what serving took beside simulated latency, real seconds; `full`: simulated seconds in all.
    void request(std::size_t deployment, int status, double base_seconds, double full_seconds);
    void tokens_used(std::size_t deployment, std::int64_t prompt, std::int64_t completion);
    void tokens_requested(std::size_t deployment, std::int64_t prompt, std::int64_t completion);
    void tokens_rate_limit(std::size_t deployment, std::int64_t tokens);
    void limited(std::size_t deployment, bool by_tokens);
    void time_to_first_token(std::size_t deployment, double seconds);
    void pacing_lateness(double seconds);
    void events_sent(std::uint64_t count) { add_single_writer(events_, count); }
    void in_flight(std::int64_t change) { add_single_writer(in_flight_, change); }

   private:
    friend class MetricsRenderer;
    struct Latency {
      HistogramCells base, full;
    };
    struct Series {
      std::array<std::atomic<Latency*>, kStatuses.size()> latency{};
      std::array<std::atomic<std::int64_t>, 2> used{}, requested{};  // prompt, completion
      std::atomic<std::int64_t> rate_limit{0};
      std::array<std::atomic<std::uint64_t>, 2> limits{};  // requests, tokens
      HistogramCells ttft;
      ~Series();
    };
    Series& series(std::size_t deployment);

    std::array<std::atomic<Series*>, kMaxDeployments> series_{};
    HistogramCells lateness_;
    std::atomic<std::uint64_t> events_{0};
    std::atomic<std::int64_t> in_flight_{0};
  };

  explicit Metrics(std::size_t workers);

  Shard& shard(std::size_t worker) { return *shards_[worker]; }

  // The text of GET /metrics (Prometheus exposition format 0.0.4).
  std::string render(const GaugeReadings& readings) const;

 private:
  friend class MetricsRenderer;

  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace oaisim
