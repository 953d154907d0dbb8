// Whether a scenario's figures are what they must be, row by row.
//
// Every full minute of the run is checked, and the average; each row says how far inside its bounds it is.
// Thread safety: all of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadtest/plan/scenarios.h"
#include "loadtest/results/run_result.h"
#include "loadtest/results/server_counts.h"

namespace oaisim::loadtest {

struct Check {
  std::string name;
  std::string measured;
  std::string allowed;  // empty: the row is for information and always passes
  std::string margin;   // how far inside; empty: does not apply
  bool passed = true;
};

// `server`: what /metrics counted during the run; none when it could not be read, which fails the scenario.
std::vector<Check> check_scenario(const Scenario& scenario, const RunResult& result,
                                  const std::optional<ServerCounts>& server);

bool all_passed(const std::vector<Check>& checks);

// Whether the server has counted as many replies as the client: it counts a reply a moment after sending it.
bool counts_agree(const RunResult& result, const ServerCounts& server);

}  // namespace oaisim::loadtest
