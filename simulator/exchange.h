// What the stages have found about one request; travels the pipeline from front to back.
//
// Thread safety: belongs to the connection's thread.
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

struct Exchange {
  HttpConnection& connection;
  const Protocol& protocol;
  CallAddress address;
  std::uint64_t number;  // of the request, from 1
  Random random;

  std::string request_id{};
  DecodedRequest request{};
  std::shared_ptr<const Deployment> deployment{};
  std::optional<LimitDecision> limits{};
  LatencyOverrides latency_overrides{};
  std::optional<TokenCount> output_tokens{};  // x-sim-output-tokens
  TokenCount prompt_tokens = 0;
  Slot slot{};
  Generation generation{};

  TimePoint started{};        // where the schedule begins: when the request arrived, or left the queue
  Duration simulated_wait{};  // of queue and schedule, that is not the simulator's own time

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
};

}  // namespace oaisim
