// A self-test as tables for people, and as a document for programs (docs/schemas/load-selftest.schema.json).
//
//   error floor of this machine                                              p50     p99     max
//   one way over loopback                                                  0.021   0.064   0.310
//   …
//   100 streams: 300 of 50 tokens, the first due after 200 ms, the next ones 10 ms apart
//                      server         measured           error               from schedule
//                   p50     p99     p50     p99     p50     p99     max     p50     p99     max
//   TTFT          200.1   200.2   200.2   200.3   0.051   0.140   0.312   0.160   0.244   0.401
//   …
//   PASS
//
// Units: milliseconds.  Thread safety: all of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>

#include "loadtest/results/selftest.h"

namespace oaisim::loadtest {

void report_selftest(const SelftestResult& result, std::ostream& out);

nlohmann::ordered_json selftest_json(const SelftestResult& result);

}  // namespace oaisim::loadtest
