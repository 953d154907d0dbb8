// Samples that are kept, used in turn and again from the first.
//
// Thread safety: immutable.
#pragma once

#include <utility>
#include <vector>

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

class SampleList final : public Dataset {
 public:
  // REQUIRES: !samples.empty().
  explicit SampleList(std::vector<Sample> samples) : samples_(std::move(samples)) {}

  std::uint64_t size() const override { return samples_.size(); }
  Sample at(std::uint64_t index) const override { return samples_[index % samples_.size()]; }

 private:
  std::vector<Sample> samples_;
};

}  // namespace oaisim::loadtest
