// What the stages have found about one request; travels the pipeline from front to back.
//
//   Call      what is asked for and what is answered, whoever waits for it: a client, or a batch
//   Exchange  a call over a connection
//
// Thread safety: belongs to the connection's thread, or to the one that works on batches.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/http/connection.h"
#include "simulator/admin/deployments.h"
#include "simulator/generation/generation.h"
#include "simulator/key_ring.h"
#include "simulator/limits/limit_decision.h"
#include "simulator/protocols/protocol.h"
#include "simulator/slot.h"

namespace oaisim {

struct Call {
  const Protocol& protocol;
  CallAddress address;
  Random random;
  std::string base_url{};  // of this service as the client knows it, of calls whose replies have addresses

  DecodedRequest request{};
  std::shared_ptr<const Deployment> deployment{};
  std::optional<TokenCount> output_tokens{};  // x-sim-output-tokens
  TokenCount prompt_tokens = 0;
  bool calls_tool = false;  // instead of writing a text; decided once
  Generation generation{};

  LimitProfile profile() const {
    switch (address.shape) {
      case ApiShape::azure:
        return LimitProfile::azure;
      case ApiShape::anthropic:
        return LimitProfile::anthropic;
      case ApiShape::openai:
        break;
    }
    return LimitProfile::openai;
  }

  // Null: everything passes, as it does in operations that answer with no text of a model.
  std::shared_ptr<const ContentFilter> content_filter() const {
    const OperationKind kind = protocol.kind();
    const bool is_filtered =
        kind == OperationKind::chat || kind == OperationKind::completion || kind == OperationKind::response;
    return address.shape == ApiShape::azure && is_filtered ? deployment->content_filter : nullptr;
  }
};

struct Exchange : Call {
  Exchange(HttpConnection& to, Call call, std::uint64_t request_number)
      : Call(std::move(call)), connection(to), number(request_number) {}

  HttpConnection& connection;
  std::uint64_t number;  // of the request, from 1
  std::string request_id;
  std::optional<LimitDecision> limits;
  LatencyOverrides latency_overrides;
  bool debug_timing = false;  // x-sim-debug-timing
  Slot slot;

  TimePoint started{};        // where the schedule begins: when the request arrived, or left the queue
  Duration simulated_wait{};  // of queue and schedule, that is not the simulator's own time
};

}  // namespace oaisim
