// What a run shows, in plain sentences: each rule says one thing, or nothing when the figures do not support it.
//
// Thread safety: all of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// All rules in the order below, with those of waiting.h before the last.
std::vector<std::string> findings_of(const RunResult& result);

// The level, or else the stage, after which throughput does not grow any more while latency does; or that it still grew
// at the highest.  Needs three that have enough successes.
std::optional<std::string> find_saturation(const RunResult& result);

// How TTFT and TPOT changed from the lowest to the highest level or stage.
std::optional<std::string> find_growth(const RunResult& result);

// Which failures were more than kNotableShare, the most frequent first.
std::optional<std::string> find_limit(const RunResult& result);

// That the client was the limit.
std::optional<std::string> find_client_limit(const RunResult& result);

// That the latency of a constant load rose or fell from the first third of the run to the last.
std::optional<std::string> find_drift(const RunResult& result);

inline constexpr double kNotableShare = 0.01;

}  // namespace oaisim::loadtest
