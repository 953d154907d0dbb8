// Everything that may refuse a request before it waits for its turn.
//
//   open                                                          limit        count
//   key ─► body ─► deployment and its model ─► x-sim-* headers ─► limits ─► the prompt's tokens and content
//                                                              └─ or the other way round, where limits need them
//
// Thread safety: one per worker, and count() from any thread while nothing else looks at the call.  Ownership: what
// it is made with outlives it.
#pragma once

#include <optional>

#include "simulator/admin/deployments.h"
#include "simulator/exchange.h"
#include "simulator/metrics/metrics.h"
#include "simulator/protocols/json_document.h"

namespace oaisim {

struct PipelineContext;

class Admission {
 public:
  using Refused = std::optional<ApiError>;

  Admission(PipelineContext& context, Metrics::Shard& metrics, DeploymentView& view)
      : context_(context), metrics_(metrics), view_(view) {}

  // A prompt of more bytes than this is not to be counted on a thread that serves others.  One of as many may take it
  // 30 ms, if it is a text without word breaks; of words it takes a millisecond, and there are many of those: the other
  // thread is a single one.
  static constexpr std::size_t kLargePromptBytes = 64 * 1024;

  Refused open(Exchange& exchange);
  Refused read(JsonValue body, Call& call);  // the part of open() that needs no connection
  Refused limit(Exchange& exchange);
  Refused count(Call& call) const;

  // Whether count() has to come before limit().
  static bool counts_first(const Exchange& exchange) {
    return exchange.deployment->limited && exchange.deployment->state->limiter.wants_exact_prompt_tokens();
  }

 private:
  Refused decode(Exchange& exchange);
  Refused find_model(Call& call);
  Refused decode_json(std::string_view text, std::size_t readable, Exchange& exchange);
  Refused decode_form(const Shape& form, Exchange& exchange);
  Refused check_model(Call& call) const;
  Refused read_overrides(Exchange& exchange);
  Refused count_chat(Call& call) const;
  Refused count_inputs(Call& call) const;
  TokenCount expected_tokens(const Exchange& exchange);
  Refused check_filter(const Call& call) const;

  PipelineContext& context_;
  Metrics::Shard& metrics_;
  DeploymentView& view_;
  JsonDocument json_;
};

}  // namespace oaisim
