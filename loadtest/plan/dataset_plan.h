// What the requests of a run are about: a list of prompts, a file, or prompts that are made up.
//
// Thread safety: a value.  Units: tokens, pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/tokenizer.h"
#include "loadtest/plan/token_lengths.h"

namespace oaisim::loadtest {

// The prompt when none is given.
inline constexpr const char* kDefaultPrompt = "Tell me a short story about the sea.";

// How a file is read; automatic: by its extension, else by its content.
enum class DatasetFormat { automatic, json, jsonl, csv, sharegpt, text };

// As --dataset-format spells them.
inline constexpr std::array<std::string_view, 6> kDatasetFormatNames{"auto", "json",     "jsonl",
                                                                     "csv",  "sharegpt", "text"};
inline std::string_view name_of(DatasetFormat format) { return kDatasetFormatNames[static_cast<std::size_t>(format)]; }

// Names of the fields of a file's records.  Empty: the usual names, which are used where their values fit; a name
// that is given has to be in every record and has to fit.
struct DatasetFields {
  std::string prompt = {};
  std::string system = {};
  std::string output_tokens = {};
  std::string image = {};

  bool operator==(const DatasetFields&) const = default;
};

struct DatasetFilePlan {
  std::string path;  // or what the content is called
  DatasetFormat format = DatasetFormat::automatic;
  DatasetFields fields = {};
  std::shared_ptr<const std::string> content = {};  // instead of the file's; null: the file is read
};

// Prompts of exact token counts.
struct SyntheticPlan {
  TokenLengths input_tokens = TokenLengths::fixed(512);  // of each turn, the shared prefix included
  std::int64_t shared_prefix_tokens = 0;                 // at the start of the first turn
  std::int64_t prefixes = 1;                             // how many different ones there are
  std::int64_t turns = 1;
};

// Images of random colours, at the first turn of every sample.
struct ImagePlan {
  std::int64_t count = 0;
  std::int64_t width = 512;
  std::int64_t height = 512;

  bool operator==(const ImagePlan&) const = default;
};

// The samples come from the first of: synthetic, file, prompts.  The rest applies to all of them.
struct DatasetPlan {
  std::vector<std::string> prompts = {kDefaultPrompt};  // at least one
  std::optional<DatasetFilePlan> file = {};
  std::optional<SyntheticPlan> synthetic = {};
  ImagePlan images = {};
  std::optional<TokenLengths> output_tokens = {};  // drawn for each sample, instead of the dataset's own wish
  std::uint64_t seed = 0;
  Encoding encoding = Encoding::o200k_base;  // tokens are counted in it
  // A plain HTTP target: each record is kept as JSON text (Sample::record) and need not have a prompt.
  bool plain_records = false;
};

}  // namespace oaisim::loadtest
