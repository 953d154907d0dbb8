// A dataset's file, read whole.
//
// Bounded: a file of at most kMostFileBytes with at most kMostRecords records.  While it is read it takes about twice
// its size in memory, afterwards the size of what is used of it.
//
// Thread safety: none; used while starting.
#pragma once

#include <cstddef>
#include <vector>

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

inline constexpr std::size_t kMostFileBytes = std::size_t{1} << 30;
inline constexpr std::size_t kMostRecords = 2'000'000;

struct DatasetFile {
  std::vector<Sample> samples;
  DatasetFormat format = DatasetFormat::automatic;  // in which it was read; never automatic
};

// At least one sample, with the tokens of their prompts counted.  REQUIRES: plan.file.
// Error: the file, the line, what is wrong there and what was expected.
Result<DatasetFile> read_dataset_file(const DatasetPlan& plan);

}  // namespace oaisim::loadtest
