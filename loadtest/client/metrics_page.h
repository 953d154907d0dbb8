// Reads a simulator's /metrics.
//
//   aoai_api_simulator_latency_base_seconds_sum{deployment="d",status_code="200"} 1.25
//
// Source: Prometheus text exposition format, version 0.0.4.
// Thread safety: all of it.
#pragma once

#include <functional>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/plan/target.h"
#include "loadtest/results/server_counts.h"

namespace oaisim::loadtest {

// What the page says of `deployment`; lines of other metrics and deployments are passed over.
ServerCounts parse_metrics(std::string_view page, std::string_view deployment);

// Gets /metrics of the target's server, and what it says of the target's deployment.  Blocks for at most five minutes
// of `clock`. Error: what went wrong; the server may be no simulator.
Result<ServerCounts> fetch_metrics(const Target& target, const Clock& clock);

// Reads the page until `settled`, up to a second, and returns the last reading: a server counts a reply a moment
// after sending it.
Result<ServerCounts> fetch_settled_metrics(const Target& target, const Clock& clock,
                                           const std::function<bool(const ServerCounts&)>& settled);

}  // namespace oaisim::loadtest
