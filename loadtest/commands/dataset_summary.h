// What is in a dataset, for people.
//
//   3 samples, 4 turns, 1 with a longest reply, 0 images
//
//                     min   mean    p50    p90    p99    max
//   prompt tokens      12    ...
//   longest reply      64    ...
//
//   1  12 tokens, longest reply 64
//      Tell me ...
//
// Thread safety: that of the stream.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

// Shows the first `shown` samples, each cut to a few lines.  REQUIRES: the dataset is not endless.
void summarize_dataset(const Dataset& dataset, std::uint64_t shown, std::ostream& out);

}  // namespace oaisim::loadtest
