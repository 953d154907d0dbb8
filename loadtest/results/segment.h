// The figures of a part of a run: a stage of the load, or a level of concurrency.
//
// A request belongs to the stage and the level in which it began.  Only requests that were due after the warm-up count.
// Thread safety: a value.
#pragma once

#include <string>

#include "common/base/units.h"
#include "loadtest/results/figures.h"

namespace oaisim::loadtest {

struct Segment {
  std::string name;   // of the stage; of a level "8", or "9-16" for a range of levels
  double level = 0;   // mean number of active workers when its requests began; 0: not known
  Duration length{};  // how long it lasted, all visits together
  Counts counts;
  Latency ttft;
  Latency e2e;
  HdrHistogram tpot;
  HdrHistogram icl;
  Throughput throughput;  // of what began in it, over its length
};

}  // namespace oaisim::loadtest
