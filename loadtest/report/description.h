// What a run was and how it ended, in words that several reports share.
//
// Thread safety: all of it.
#pragma once

#include <string>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

std::string verdict_text(const Verdict& verdict);

// What a threshold was held against, with its unit.
std::string measured_text(const ThresholdOutcome& outcome);

// Tokens per second, of a figure in thousandths.
std::string user_rate(double thousandths);

}  // namespace oaisim::loadtest
