// What a result tells of what was sent, enough to make the same requests again, but for texts that were given on the
// command line.
//
// Distributions are as --input-tokens takes them.  Thread safety: values and pure functions.  Units: tokens, pixels.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

enum class DatasetKind : std::uint8_t {
  unknown,    // the result is of a version that did not tell, or of several runs that differ
  prompts,    // of the command line
  file,       // of --dataset
  config,     // dataset_records of the --config file
  synthetic,  // made up
  body,       // of --body
  none,       // requests without a body
};

// As the JSON spells them.
inline constexpr std::array<std::string_view, 7> kDatasetKindNames{"unknown",   "prompts", "file", "config",
                                                                   "synthetic", "body",    "none"};

struct DatasetFacts {
  struct File {
    std::string path = {};  // as it was given
    DatasetFormat format = DatasetFormat::automatic;
    DatasetFields fields = {};

    bool operator==(const File&) const = default;
  };
  struct Synthetic {
    std::string input_tokens = {};
    std::int64_t shared_prefix_tokens = 0;
    std::int64_t prefixes = 1;
    std::int64_t turns = 1;

    bool operator==(const Synthetic&) const = default;
  };

  DatasetKind kind = DatasetKind::unknown;
  std::optional<std::uint64_t> records = {};  // of the file, or how many prompts; none: made up, or not known
  std::optional<File> file = {};
  std::string json_path = {};  // of plain HTTP; empty: none
  std::optional<Synthetic> synthetic = {};
  History history = History::replies;
  std::string output_tokens = {};  // empty: none are drawn
  ImagePlan images = {};           // that are added
  std::string encoding = {};
  std::optional<std::uint64_t> seed = {};  // none: nothing is drawn

  // One line for people; empty when it is not known.
  std::string text() const;

  bool operator==(const DatasetFacts&) const = default;
};

// Without what only reading the file tells: the records, and its format where that is found out.
DatasetFacts dataset_facts(const RunPlan& plan);

// Of two runs together: without the seed when theirs differ, and unknown when more does.
DatasetFacts in_common(const DatasetFacts& a, const DatasetFacts& b);

}  // namespace oaisim::loadtest
