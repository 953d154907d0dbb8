// A recorded load, read row by row from one of the public formats:
//
//   azure     CSV   TIMESTAMP,ContextTokens,GeneratedTokens             2023-11-16 18:15:46.6805900,374,44
//   burstgpt  CSV   Timestamp,Model,Request tokens,Response tokens,...  5,ChatGPT,472,18,490,Conversation log
//   mooncake  JSONL {"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [...]}
//
// Columns are found by the names in the heading, so that later versions with more columns are read as well.  Times
// are seconds in burstgpt, milliseconds in mooncake and moments in azure; what counts is how long after the first row.
// Rows must be in the order of their times.  A count of 0 tokens (a request that failed when it was recorded) is 1.
// Sources: Azure/AzurePublicDataset, AzureLLMInferenceDataset2023.md and 2024.md; HPMLL/BurstGPT, README;
// kvcache-ai/Mooncake, FAST25-release.
//
// Memory: one line, of at most kLongestLine bytes.  Thread safety: none.
#pragma once

#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim::loadtest {

enum class TraceFormat { automatic, azure, burstgpt, mooncake };

struct TraceRow {
  Duration since_first{};
  TokenCount prompt_tokens = 0;
  TokenCount output_tokens = 0;
};

struct TraceSummary {
  std::int64_t rows = 0;
  Duration length{};  // from the first row to the last
};

class TraceFile {
 public:
  static constexpr std::size_t kLongestLine = 1 << 20;
  static constexpr TokenCount kMostTokens = 10'000'000;  // of a prompt or a reply

  // Reads the heading.  Error: what is wrong with the file, or that its format is not known.
  static Result<TraceFile> open(const std::string& path, TraceFormat format);

  // The next row; nothing at the end.  Error: the line's number and what is wrong with it.
  Result<std::optional<TraceRow>> next();

 private:
  struct Fields {
    Duration time{};
    TokenCount prompt_tokens = 0;
    TokenCount output_tokens = 0;
  };

  TraceFile() = default;
  bool read_line();  // skips empty lines
  Status read_heading(TraceFormat wanted);
  Result<Fields> read_csv() const;
  Result<Fields> read_json() const;
  Error bad_line(const std::string& what) const;

  std::string path_;
  std::ifstream file_;
  TraceFormat format_ = TraceFormat::automatic;
  std::array<std::size_t, 3> columns_{};  // of the time, the prompt's and the reply's tokens
  std::string line_;
  std::int64_t line_number_ = 0;
  bool line_pending_ = false;  // line_ was read and is no heading
  bool too_long_ = false;
  std::optional<Duration> first_;
  Duration last_{};
};

// Reads the whole file once.  Error: as TraceFile, or that it has no row.
Result<TraceSummary> summarize_trace(const std::string& path, TraceFormat format);

}  // namespace oaisim::loadtest
