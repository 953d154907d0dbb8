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
  explicit SampleList(std::vector<Sample> samples, DatasetFormat format = DatasetFormat::automatic)
      : samples_(std::move(samples)), format_(format) {}

  std::uint64_t size() const override { return samples_.size(); }
  Sample at(std::uint64_t index) const override { return samples_[index % samples_.size()]; }
  DatasetOrigin origin() const override { return {.records = samples_.size(), .format = format_}; }

 private:
  std::vector<Sample> samples_;
  DatasetFormat format_;
};

}  // namespace oaisim::loadtest
