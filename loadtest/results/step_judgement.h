// Whether a server sustained the rate of a run: the steps of `oaisim-load find-max`.
//
// Thread safety: all of it.
#pragma once

#include <span>
#include <string>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

enum class StepOutcome {
  sustained,
  slo_broken,
  saturated,       // the server fell behind
  client_limited,  // the figures are not the server's
};

struct StepJudgement {
  static constexpr std::uint64_t kFew = 100;  // requests: a p99 of fewer is their slowest

  StepOutcome outcome = StepOutcome::sustained;
  std::string reason = {};   // empty: sustained
  std::string caution = {};  // why the outcome is not sure, and what to do; empty: it is
};

// `slos`: what must hold, which is the opposite of a threshold of --fail-if.  One whose figure was not measured does
// not hold.
StepJudgement judge_step(const RunResult& result, std::span<const Threshold> slos);

// Why a constant rate was more than the server could take; empty: it was not.  Of the part of the run in which requests
// were begun, without the warm-up, the last third is compared with the first: more are in flight, and the median TTFT
// (E2E of replies that are not streamed) is notably longer or fewer than 95 % of the requests were answered, by more
// than chance.
std::string saturation_of(const RunResult& result);

}  // namespace oaisim::loadtest
