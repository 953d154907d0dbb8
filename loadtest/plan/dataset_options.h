// The flags that say what is sent, and the DatasetPlan that they make: group "Dataset".
//
// `oaisim-load run` takes all of them (DatasetOptions); `dataset generate` those of made-up prompts
// (SyntheticOptions), `dataset show` those of files (DatasetFileOptions).
//
// Thread safety: none; used while starting.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/dataset_plan.h"

namespace oaisim::loadtest {

// Which encoding tokens are counted in: --encoding.
class EncodingOption {
 public:
  explicit EncodingOption(OptionSet& options);

  // The one that was asked for, else that of the model; an empty or unknown model has o200k_base.
  Encoding encoding(std::string_view model) const;

 private:
  std::string name_ = "auto";
};

// --dataset-format and the names of fields.
class DatasetFileOptions {
 public:
  explicit DatasetFileOptions(OptionSet& options);
  DatasetFileOptions(const DatasetFileOptions&) = delete;
  DatasetFileOptions& operator=(const DatasetFileOptions&) = delete;

  DatasetFilePlan plan(const std::string& path) const;

  // The first flag that was given; empty: none.
  std::string_view given() const;

 private:
  std::string format_ = "auto";
  DatasetFields fields_;
};

// --input-tokens, --output-tokens, shared prefixes, turns, images and the seed.
class SyntheticOptions {
 public:
  // `input_tokens`: the lengths when none are given; nothing: then prompts are not made up.
  explicit SyntheticOptions(OptionSet& options, std::optional<std::string> input_tokens = std::nullopt);
  SyntheticOptions(const SyntheticOptions&) = delete;
  SyntheticOptions& operator=(const SyntheticOptions&) = delete;

  // Whether prompts are to be made up.
  bool wanted() const { return input_tokens_.has_value(); }

  // Fills in what the flags say; without --input-tokens there is no SyntheticPlan.
  // Error: the flag that is wrong, or two that contradict each other.
  Status fill(DatasetPlan& plan) const;

 private:
  Status fill_prompts(DatasetPlan& plan) const;
  Status fill_images(DatasetPlan& plan) const;

  std::optional<std::string> input_tokens_;
  std::optional<std::string> output_tokens_;
  std::optional<std::int64_t> shared_prefix_tokens_;
  std::optional<std::int64_t> prefixes_;
  std::optional<std::int64_t> turns_;
  std::int64_t images_ = 0;
  std::optional<std::string> image_size_;
  std::optional<std::int64_t> seed_;
};

class DatasetOptions {
 public:
  explicit DatasetOptions(OptionSet& options);
  DatasetOptions(const DatasetOptions&) = delete;
  DatasetOptions& operator=(const DatasetOptions&) = delete;

  // `model`: whose encoding counts tokens, unless --encoding names one.
  Result<DatasetPlan> plan(std::string_view model = {}) const;

 private:
  OptionSet& add_sources(OptionSet& options);
  Status read_records(const nlohmann::json& records);
  Status check_source() const;

  std::vector<std::string> prompts_;
  std::string path_;
  std::shared_ptr<const std::string> records_;  // of the --config file, as JSONL; null: none
  DatasetFileOptions file_;
  SyntheticOptions synthetic_;
  EncodingOption encoding_;
};

}  // namespace oaisim::loadtest
