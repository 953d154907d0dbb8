// Where the samples of a run come from.
//
//   auto dataset = open_dataset(plan.dataset);
//   const Sample sample = (*dataset)->at(n);      // of the n-th request
//
// Thread safety: immutable once open; every method may be called from any thread.  at() never fails: what can be
// wrong is found when the dataset is opened.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "common/base/result.h"
#include "loadtest/datasets/sample.h"
#include "loadtest/plan/dataset_plan.h"

namespace oaisim::loadtest {

// What samples come from.
struct DatasetOrigin {
  std::uint64_t records = 0;                        // that were given or read; 0: the samples are made up
  DatasetFormat format = DatasetFormat::automatic;  // of the file; automatic: there is none
};

class Dataset {
 public:
  // The size of a dataset whose samples do not repeat.
  static constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

  virtual ~Dataset() = default;
  Dataset() = default;
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;

  // After how many samples they repeat; at least 1.
  virtual std::uint64_t size() const = 0;

  // `index` is taken modulo size().  The same index gives the same sample.
  virtual Sample at(std::uint64_t index) const = 0;

  virtual DatasetOrigin origin() const { return {}; }
};

// Reads a file whole, checks each of its records and counts its tokens.
// Error: what is wrong with it, where, and what was expected.
Result<std::shared_ptr<const Dataset>> open_dataset(const DatasetPlan& plan);

}  // namespace oaisim::loadtest
