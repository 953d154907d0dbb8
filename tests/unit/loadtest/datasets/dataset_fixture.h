// Files of datasets for tests.  Thread safety: none.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

inline std::string dataset_file(const std::string& text, const std::string& extension = ".jsonl") {
  const auto path =
      (std::filesystem::temp_directory_path() / ("oaisim_dataset_test_" + std::to_string(::getpid()) + extension))
          .string();
  std::ofstream(path, std::ios::binary) << text;
  return path;
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

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace oaisim::loadtest
