// Measures what no client on this machine can do better: how long a byte takes over loopback from one thread's clock,
// read right before it is given to the system, to another thread's, read right after it came.
//
// The receiver sleeps in recv, with nothing between it and the system, and the bytes are far enough apart for it to
// have fallen asleep, as a client does between two tokens.
//
// Thread safety: all of it; one thread more runs meanwhile.
#pragma once

#include "common/base/clock.h"
#include "common/base/result.h"
#include "loadtest/results/selftest.h"

namespace oaisim::loadtest {

// Takes about `bytes` milliseconds.  Error: the machine has no loopback to measure.
Result<ErrorFloor> measure_loopback(const Clock& clock, int bytes);

}  // namespace oaisim::loadtest
