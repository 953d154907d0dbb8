// A request's way through the simulator, the same for every protocol.
//
//   auth ─► decode ─► deployment ─► limits ─► tokens ─► slot ─► generation ─► schedule ─► reply or stream ─► metrics
//   └──────────────── any may refuse: ApiError ─────────────┘
//
// Thread safety: serve() runs on the connection's thread; one Pipeline per worker.
// Ownership: what it is made with outlives it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/http/connection.h"
#include "simulator/admin/deployments.h"
#include "simulator/admission.h"
#include "simulator/exchange.h"
#include "simulator/latency/schedule.h"
#include "simulator/metrics/metrics.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

// What all workers share.
struct PipelineContext {
  const Clock& clock;
  Deployments& deployments;
  Metrics& metrics;
  const Generator& generator;
  const KeyRing& keys;
  std::uint64_t seed;
  std::uint64_t max_buffered_bytes;        // of replies that are held at once
  std::atomic<std::uint64_t> requests{0};  // numbers requests, so that each has randomness of its own
  std::atomic<std::uint64_t> reply_bytes{0};
  asio::thread_pool long_work{1};  // what would keep a thread from others: large prompts and replies, one at a time
};

class Pipeline {
 public:
  Pipeline(PipelineContext& context, std::size_t worker)
      : context_(context),
        metrics_(context.metrics.shard(worker)),
        view_(context.deployments),
        admission_(context, metrics_, view_) {}

  asio::awaitable<void> serve(HttpConnection& connection, const Protocol& protocol, CallAddress address);

  // A call that no connection waits for and no limit holds back, as those of batches are.
  struct Answer {
    std::string request_id;
    int status = 200;
    std::string body = {};  // JSON
    Duration duration{};    // that it would have taken
    TokenCount prompt_tokens = 0;
    TokenCount completion_tokens = 0;
    TokenCount reasoning_tokens = 0;
  };
  Answer answer(const Protocol& protocol, CallAddress address, JsonValue body);

  DeploymentView& deployments() { return view_; }

 private:
  using Refused = std::optional<ApiError>;

  asio::awaitable<Refused> admit(Exchange& exchange);
  asio::awaitable<Refused> look_into_attachments(Exchange& exchange);
  asio::awaitable<Refused> count_elsewhere(Exchange& exchange);
  asio::awaitable<Refused> take_slot(Exchange& exchange);
  asio::awaitable<void> generate_elsewhere(Exchange& exchange, const std::vector<PlannedLength>& lengths);
  asio::awaitable<void> reply_whole(Exchange& exchange);
  asio::awaitable<void> reply_stream(Exchange& exchange);
  asio::awaitable<void> reply_in_background(Exchange& exchange);
  asio::awaitable<void> refuse(Exchange& exchange, const ApiError& error);
  std::unique_ptr<ReplyEncoder> encoder_of(Call& call) const;
  Schedule schedule_of(Exchange& exchange) const;
  Schedule schedule_of(Call& call, const LatencyOverrides& overrides, TimePoint start, int running) const;
  void record(Exchange& exchange, int status);
  void record(const Call& call, const Answer& answer);
  HttpReply head_of(const Exchange& exchange, int status, std::string_view content_type) const;

  PipelineContext& context_;
  Metrics::Shard& metrics_;
  DeploymentView view_;
  Admission admission_;
};

}  // namespace oaisim
