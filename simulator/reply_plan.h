// What a reply will be, decided in this order and once: whether a tool is called, how long each choice is, its content.
//
// Thread safety: each call is one thread's at a time.
#pragma once

#include <vector>

#include "simulator/admin/config.h"
#include "simulator/exchange.h"

namespace oaisim {

// Whether a tool is called instead of writing a text; draws from the call's randomness.
bool decides_to_call(Call& call);

// How long each choice is; of operations that write no text, nothing.  REQUIRES: call.calls_tool is decided.
std::vector<PlannedLength> plan_lengths(Call& call, const Config& config);

// Whether generate() takes milliseconds, in which others are to be served.
bool takes_long(const Call& call);

// Fills call.generation.
void generate(Call& call, const std::vector<PlannedLength>& lengths, const Generator& generator);

}  // namespace oaisim
