// A stored result read back: RunResult -> JSON (report/json.h) -> RunResult.
//
// The document is that of docs/schemas/load-result.schema.json and may come from anywhere: it is bounded in size, in
// depth and in values, and every problem names the key.  Keys that are not known are passed over.
// The result lacks what the JSON does not tell: the key, the prompts, the timeouts.
//
// Thread safety: all of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

inline constexpr std::string_view kResultSchema = "oaisim-load-result/1";
inline constexpr std::size_t kMostDocumentBytes = std::size_t{64} << 20;

// Error: what is wrong with it, by its key.
Result<RunResult> read_run(const nlohmann::json& document);
Result<RunResult> parse_run(std::string_view text);

// Error: likewise, beginning with the file's name.
Result<RunResult> load_run_file(const std::string& path);

}  // namespace oaisim::loadtest
