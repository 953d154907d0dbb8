// About how many tokens a model thinks before it answers.
//
//   effort   none, minimal   low   medium (when none is given)   high   xhigh   max
//   tokens   0               128   512                           2048   4096    8192
//
// Thread safety: pure function.
#pragma once

#include "simulator/protocols/model_catalogue.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

double mean_reasoning_tokens(const ModelFacts& facts, const DecodedRequest& request);

}  // namespace oaisim
