// What becomes of the figures of a run: where they are written, and what they are held against.
//
// Thread safety: a value.
#pragma once

#include <string>
#include <vector>

#include "loadtest/plan/threshold.h"

namespace oaisim::loadtest {

struct OutputPlan {
  std::vector<Threshold> thresholds;
  std::string json_path;  // empty: none
  std::string csv_path;   // empty: none
  bool quiet = false;     // no progress line
};

}  // namespace oaisim::loadtest
