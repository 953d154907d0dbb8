// When each token of one reply is due; fixed when the reply starts.
//
//   start ── overhead ── per_unit * units ── prefill_per_token * prompt ── ttft ──► due(1) ── itl ──► due(2) …
//
// Every term is multiplied by the load multiplier.  Without a ttft the first token takes one itl.  Deadlines are
// absolute: a token that is sent late does not move those after it.  Terms are rounded to whole nanoseconds.
//
//   Schedule schedule(profile, overrides, prompt_tokens, start, profile.load_multiplier(running), random);
//   streamed: at schedule.next() send token 1, at schedule.next() token 2, ...
//   whole:    at schedule.last(n) send the reply
//
// The same arguments give the same times.  Nothing is stored per token.
//
// Ownership: owns copies of what it needs.  Thread safety: none; each reply has its own.
#pragma once

#include "common/base/random.h"
#include "common/base/units.h"
#include "simulator/latency/latency_profile.h"

namespace oaisim {

class Schedule {
 public:
  // REQUIRES: prompt_tokens >= 0, load_multiplier >= 0, units >= 0.
  Schedule(const LatencyProfile& profile, const LatencyOverrides& overrides, TokenCount prompt_tokens, TimePoint start,
           double load_multiplier, Random random, double units = 0);

  // Where nothing is between tokens nor before the first of them, spreads what comes before over all `tokens`: the last
  // is due when it was, the others at equal times before.  REQUIRES: next() was not called.
  void spread(TokenCount tokens);

  // due(1), due(2), ...
  TimePoint next();

  // due(n): what the n-th call of next() returns.  Of a reply without tokens (an embedding, say) what is due
  // without an itl.  REQUIRES: n >= 0; next() was not called.
  TimePoint last(TokenCount n) const;

 private:
  Duration term(const Distribution& distribution, double times);
  void add(Duration step);

  Distribution itl_;
  Random random_;
  double load_multiplier_;
  TimePoint start_;
  TimePoint due_;      // of the latest token; before the first, of a reply without tokens
  TimePoint horizon_;  // no token is due later, whatever the settings
  bool first_is_due_;  // due_ already holds due(1), as it does with a ttft
};

}  // namespace oaisim
