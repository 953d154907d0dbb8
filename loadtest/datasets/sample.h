// What one request, or one conversation, is about.
//
// Thread safety: a value.  Texts are valid UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oaisim::loadtest {

// A user's message and what was once answered to it.
struct Turn {
  std::string user;
  std::vector<std::string> images = {};  // URLs: data:, http: or https:
  std::string recorded_reply = {};       // the dataset's; may be empty

  bool operator==(const Turn&) const = default;
};

struct Sample {
  std::string system = {};                      // empty: none
  std::vector<Turn> turns = {};                 // one unless it is a conversation; none only with a plain record
  std::string record = {};                      // the dataset's record as JSON text, with DatasetPlan::plain_records
  std::optional<std::int64_t> max_tokens = {};  // wished by the dataset or the trace for this request
  std::int64_t prompt_tokens = 0;               // exact count of the user texts under the plan's encoding; 0: unknown

  bool operator==(const Sample&) const = default;
};

}  // namespace oaisim::loadtest
