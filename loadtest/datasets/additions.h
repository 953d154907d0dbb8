// What is added to the samples of any dataset: images, and longest replies that are drawn.
//
// Thread safety: all of it; the datasets that come out are immutable.
#pragma once

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

// Images at the first turn of every sample, different each time: the samples do not repeat any more.
// REQUIRES: plan.count > 0.  Error: they cannot be made.
Result<std::shared_ptr<const Dataset>> with_images(std::shared_ptr<const Dataset> dataset, const ImagePlan& plan,
                                                   std::uint64_t seed);

// A draw of `lengths` as Sample::max_tokens.  Unless the length is fixed, the samples do not repeat any more.
std::shared_ptr<const Dataset> with_output_tokens(std::shared_ptr<const Dataset> dataset, TokenLengths lengths,
                                                  std::uint64_t seed);

}  // namespace oaisim::loadtest
