// Conditions on figures that only streams have: TTFT, TPOT, ICL and the longest stall.
//
// Thread safety: all of it.
#pragma once

#include <string>

#include "loadtest/plan/threshold.h"

namespace oaisim::loadtest {

// What to say of such a condition in a run without --stream.
std::string needs_stream(const std::string& condition);

// Error: the figure is one of streams, and there are none.  `flag`: which gave the condition.
Status check_measured(const std::string& flag, const Threshold& threshold, bool streamed);

// Of what a search keeps: a latency or a share of failures from below, goodput and throughput from above.
// Error: it is the wrong way round.
Status check_direction(const std::string& flag, const Threshold& slo);

}  // namespace oaisim::loadtest
