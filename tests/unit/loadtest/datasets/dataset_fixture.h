// Files of datasets for tests.  Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "loadtest/datasets/dataset.h"
#include "tests/support/files.h"

namespace oaisim::loadtest {

inline std::string dataset_file(const std::string& text, const std::string& extension = ".jsonl") {
  return temporary_file(text, "dataset" + extension);
}

inline DatasetPlan file_plan(const std::string& text, const std::string& extension = ".jsonl",
                             DatasetFields fields = {}) {
  DatasetPlan plan;
  plan.file = DatasetFilePlan{.path = dataset_file(text, extension), .fields = std::move(fields)};
  return plan;
}

inline std::shared_ptr<const Dataset> opened(const DatasetPlan& plan) {
  auto dataset = open_dataset(plan);
  REQUIRE_MESSAGE(dataset.ok(), (dataset.ok() ? "" : dataset.error().message));
  return *dataset;
}

inline std::string refusal(const DatasetPlan& plan) {
  const auto dataset = open_dataset(plan);
  REQUIRE_FALSE(dataset.ok());
  return dataset.error().message;
}

}  // namespace oaisim::loadtest
