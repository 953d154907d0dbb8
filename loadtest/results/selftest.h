// What a self-test of the load test found: the figures of each case beside the server's own, and what is wrong.
//
// Thread safety: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadtest/plan/selftest_cases.h"
#include "loadtest/results/run_result.h"
#include "loadtest/results/server_counts.h"

namespace oaisim::loadtest {

// The most that a figure may be off, in half of all cases and in 99 of 100.
struct ErrorBounds {
  Duration p50 = std::chrono::milliseconds(1);
  Duration p99 = std::chrono::milliseconds(10);
};

// The least error that the machine permits whoever measures on it: what lies between a sender's clock right before a
// byte is given to the system and a receiver's right after it was taken from it, on an idle connection.
struct ErrorFloor {
  HdrHistogram one_way;      // of one byte
  HdrHistogram between_two;  // how much the ways of two bytes in a row differ
};

struct SelftestOutcome {
  SelftestCase test;
  RunResult run;
  std::optional<ServerCounts> server;  // what it counted meanwhile; none: that could not be read
  std::vector<std::string> problems;   // sentences; empty: the case has passed
};

struct SelftestResult {
  std::string server;  // its address
  ErrorBounds bounds;
  ErrorFloor floor;
  std::vector<SelftestOutcome> cases;
  std::size_t planned = 0;  // cases

  bool passed() const;  // all cases were made, and none has problems
};

// What is wrong with a case: replies that are missing, counts that differ between client and server, figures that the
// run reports otherwise than they were compared, errors above the bounds.
std::vector<std::string> problems_of(const SelftestCase& test, const RunResult& run,
                                     const std::optional<ServerCounts>& server, const ErrorBounds& bounds);

}  // namespace oaisim::loadtest
