// What a run shows of requests that could not be sent when they were due: findings, as those of findings.h.
//
// Figures from intended have the wait in them and those from sent do not (coordinated omission: G. Tene, "How NOT to
// Measure Latency", 2013), so a condition on the latter may hold only because nobody looked.
//
// Thread safety: all of it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// That --max-rpm or --max-tpm kept requests from being sent.
std::optional<std::string> find_not_sent(const RunResult& result);

// That requests waited long before they were sent, and for what.
std::optional<std::string> find_waiting(const RunResult& result);

// That a --fail-if passed, or an --slo was met, from sent and would not have been from intended.
std::optional<std::string> find_hidden_waiting(const RunResult& result);

// The first of what must hold, as of find-max, that holds from sent and would not from intended.
std::optional<std::string> find_hidden_slo(const RunResult& result, std::span<const Threshold> slos);

}  // namespace oaisim::loadtest
